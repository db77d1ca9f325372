"""短信网关模拟器 (SMS gateway simulator): takes messages as a gateway does, with faults on demand; sends nothing.

Tested against: simulator (it is one). It shows what a real gateway's adapter must do: hand over the provider key, so
that a repeated key is one message; tell a temporary refusal from a permanent one; return within its timeout; report
receipts later through `notices.services.take_receipt`. It is not a real target, so drills may use it.
"""
