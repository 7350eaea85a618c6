"""What several places show alike: papers, photos, stories, forms of a matter or a visit."""
