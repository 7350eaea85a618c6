"""The members' own files: class and dates, development, posts, 流动, dues, grades, talks."""
