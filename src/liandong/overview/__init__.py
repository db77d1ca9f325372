"""总览 (overview): the duty room's first page, where a place is, and the content to read.

Reads many apps and owns nothing: no tables, no verbs. Server-rendered; the page asks for its parts anew when the live
stream says that something happened.
"""
