"""Reference tables and the demonstration register, in the same files that users import.

``reference/`` holds public facts; ``demo/`` holds invented firms and persons in real places.
"""
