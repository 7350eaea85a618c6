"""The parts of the 积分 place."""
