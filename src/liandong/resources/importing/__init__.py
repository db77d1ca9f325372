"""导入: files of tables and maps to drafts of resources; it reads and judges, and writes nothing.

`tables` and `layers` read a file, `columns` says which column means what, `rows` makes a draft of each row or says why
it cannot, `places` brings coordinates into CGCS2000.
"""
