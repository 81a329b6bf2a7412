"""What a network is: schema as data, the frozen Network, and its checks."""
