"""What ``-t`` refuses behind its grammar: values that Kea's own parsers cannot take.

A module a part of the file; each yields :class:`Refusal` with the rule that tells of it, Kea's words and Kea's place.
``KL120`` is for all that has no rule of its own. What depends on the version asks ``context.target``.
"""
