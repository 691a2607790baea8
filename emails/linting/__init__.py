"""The rules of `course check`, a file a family; emails/checking.py puts them in order."""
