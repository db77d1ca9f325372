"""电子邮件 (SMTP): one message to one address, over TLS where the server offers it.

Tested against: simulator (a server in the test process). The `Message-ID` is made of the provider key, so that a
message sent twice after a crash is one message to any mail reader that compares ids.
"""
