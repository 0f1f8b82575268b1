import Testing

/// Against programs that none of us wrote, and limits in windows of real time, which the matrix in virtual
/// time proves already: what scripts/compatibility runs.
@Suite(.ownTime) struct CompatibilityTests {}
