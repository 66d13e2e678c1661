"""The rules, one a file: ``klNNN.py`` holds the rule of that id, and its docstring is the page of the rule.

How to write one:

1. ``klNNN.py`` starts with the page: a sentence, then the sections *What it does*, *Why is this bad*, *Example*,
   *Use instead* (or *What to do*), *Kea versions* and *References*, in Markdown (``lint rule KLNNN`` prints it).
2. ``RULE = Rule(id, name, severity, kea_check, fixable, daemons, across)``: what the catalogue says.
3. ``def check(context: Context) -> Iterator[Finding]`` loops over the one list of the model it is about
   (``context.subnets``, ``.pools``, ``.reservations``, ``.options``, ``.classes``, ``.hooks``, ``.loggers`` …) and
   yields ``RULE.finding(place, message, fix)``. A place is a value or key: ``subnet.at("id")`` is the value of that
   key, or the map when it has none; ``subnet.entries["id"]`` is the key. A rule that compares files has
   ``across=True`` and ``check_files(contexts)``.
4. Where versions matter it asks ``context.target >= (2, 6, 0)``; what only a host knows it asks ``context.facts``, and
   is silent when the answer is None.
5. Values of the wrong type are absent from the model (``None`` or not in the list): no rule guards against them, and no
   rule raises. Addresses and prefixes are integers and ranges of :mod:`dhcptools.lint.model.values`.
6. A hundred thousand reservations are normal: no rule compares every one with every other; sort, or look up in a
   dictionary. What several rules need is made once, as a cached property of the context.
7. A fix is a :class:`Fix` of edits made by :mod:`dhcptools.lint.edits`; it is ``safe`` when a server that works today
   does the same after it.
8. Fixtures are in ``tests/lint/rules/fixtures/klNNN``: ``bad*.json`` with the comment ``// expect KLNNN`` at the end of
   each line the rule must name, ``good*.json`` in which it must find nothing, directories ``bad*/`` and ``good*/`` for
   rules across files. A first line ``// lint: --target 2.2`` sets the target (``--host-facts FILE`` beside it, or
   ``auto``). ``bad.fixed.json`` beside ``bad.json`` is what its fix, safe or unsafe, makes of it.
"""
