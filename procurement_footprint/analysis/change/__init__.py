"""Why two footprints differ: volume, mix and intensity of what was bought, its prices, and the method.

    kg_after − kg_before = volume + mix + intensity + factors + mapping + boundary + data

to the gram, for every department, supplier and category. Start with `changes.change`; METHOD.md says why.
"""
