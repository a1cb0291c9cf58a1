"""Pictures of how a project stands. The only package that imports matplotlib, and only when it draws."""
