"""网络钩子 (webhook): CloudEvents 1.0 in structured JSON, signed with HMAC-SHA256 over time stamp and body.

Tested against: simulator (a server in the test process). The receiver checks `Liandong-Signature: t=<seconds>,v1=<hex>`
against its secret and refuses old time stamps; `id` is the same at every retry, so it can drop repetitions. Private and
local addresses are refused unless allow-listed, the connection goes to the very address that was checked, and redirects
are not followed: an address typed into a form must not reach the inside of the network.
"""
