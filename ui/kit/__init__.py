"""What pages are built from: tables, lists, forms, cards, strips and jobs."""
