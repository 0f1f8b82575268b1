internal import Transport

/// Tells of the last read of a connection what its stamp alone does not.
protocol ReadAccount: AnyObject {
    /// Whether all its bytes came at one time; false where that cannot be told.
    func wasReadOfOneSegment() -> Bool
}

extension EasyHandle: ReadAccount {}
