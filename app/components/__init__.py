"""Small pieces of page, each a function from values to Dash components. They hold no state and no callbacks."""
