"""What scenes say, held against the arrays: every statement with the condition under which it may.

Nothing in here imports `attnviz.analysis` or asks a scene what it thinks: conditions are written
anew, from the tokens, queries, keys and values of a trace.
"""
