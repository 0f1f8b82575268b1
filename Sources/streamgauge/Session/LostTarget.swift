import RunModel

extension [RequestRecord] {
    /// Whether the last of them, in their order, found nobody any more: the target went away meanwhile.
    var areOfLostTarget: Bool {
        let last = suffix(10)
        return last.count == 10
            && last.allSatisfy {
                [.connect, .resolve, .tls, .timeoutConnect].contains($0.outcome)
            }
    }
}
