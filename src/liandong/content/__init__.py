"""内容 (content): the field's knowledge as versioned YAML: event types, grading tables, plans, clocks, roles.

Owns the loader, the schemas and the files under `library/`. Every file names its source document and clause and
carries worked cases that run as tests. A province or city overlays its own folders (`LIANDONG_CONTENT_DIRS`).
Owns no tables: what a response started with is copied by the app that started it.
"""
