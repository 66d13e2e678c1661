"""What ``-t`` refuses behind its grammar and has no rule of its own: KL120 tells of it.

A module a part of the file; each yields :class:`Refusal` with Kea's words and Kea's place. What depends on the version
asks ``context.target``.
"""
