"""The bench on Kafka: this engine beside its peers, on one broker, with one workload."""
