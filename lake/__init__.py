"""Above the county: the figures of many villages' packages as Parquet, asked by an engine."""
