"""The words that every room shares: codes, names, units, money, dates, enums, distance.

Pure values and functions. Imports nothing else of this project.
"""
