import Testing

/// Tests of the built binary, some of them side by side: scripts/test says how many.
@Suite(.ownTime) struct CommandTests {}
