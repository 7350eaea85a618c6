"""The parts of the page 会议: calendar, book, the desk with its five steps, 四议两公开, rules."""
