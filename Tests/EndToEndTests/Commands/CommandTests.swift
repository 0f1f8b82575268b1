import Testing

/// Tests of the built binary. One at a time, so that dozens of processes do not fight for two cores.
@Suite(.serialized) struct CommandTests {}
