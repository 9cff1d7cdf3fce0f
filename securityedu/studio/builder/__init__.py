"""The editor of a quiz: rows of slots with a panel to add from the bank, totals and advice, settings under headings.

It is the editor of every kind (`securityedu.studio.editor`) with a page of its own: what is sent, checked and saved is
the same. `acting`, `slots`, `totals` and `settings` are pure; `selectors` asks the bank; `page` puts them together.
"""
