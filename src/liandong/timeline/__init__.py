"""时间线 (timeline): the append-only record of who did what, when and why.

It is at once audit trail, outbox, source of the live push and the after-action record (全过程留痕).

Owns: entries, the hash chain of each subject, the cursors by which readers follow, the sentences made of an entry.
Does not own: the state of any subject (its app does), delivery of messages (notices), names of people (organizations).

An entry is never changed and never removed: the database itself refuses it. It holds ids, never a person's data in
the clear, so that what must be deleted elsewhere (个人信息保护法 第四十七条) can be, with the chain intact.
Kept for at least six months (网络安全法 第二十一条).
"""
