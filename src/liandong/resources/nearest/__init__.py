"""最近资源: the nearest of a type among a million, from memory, and never older than the last commit.

`shelves` holds the places of one type and answers exactly what comparing every place would; `index` keeps the shelves
in step with the database. Who may see what is decided again by the query that reads the rows.
"""
