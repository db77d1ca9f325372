"""控制台与文件 (console, file): messages shown on the node's own log, or appended to a file of JSON lines.

Tested against: live (they are this machine). Neither reaches a person outside, so drills may use them.
"""
