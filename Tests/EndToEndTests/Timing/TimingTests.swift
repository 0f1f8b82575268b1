import Testing

/// Where times must be true. They run alone, one at a time; beside other work a time may be off, and then
/// the run must say so.
@Suite(.serialized, .ownTime) struct TimingTests {}
