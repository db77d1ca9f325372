"""访问 (access): who may do what, where and until when.

Owns accounts (账号), sessions, API tokens, grants = role × region prefix × time (授权), delegation (委托),
the answers kept for repeated writes, and the one prefix test by which every list is cut to what its reader may see.
Does not own people, posts and organisations (their ids are carried as plain values), nor the text of roles, which is
content.

GB/T 22239-2019 level 3: unique identity, complexity and change of passwords, lockout, timeout, least privilege, and
three administrators kept apart (三权分立).
"""
