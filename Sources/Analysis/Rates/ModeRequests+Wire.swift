internal import RunModel

/// What the network carried for each token. Each ratio is of sums over the requests that know both parts.
extension ModeRequests {
    func addWire(to numbers: inout ModeNumbers) {
        let counted = successes.filter { ($0.countedTokens ?? 0) > 0 }
        let carried = counted.filter { $0.bytes.wire != nil }
        // A server that may compress need not.
        let compressed = successes.filter {
            ($0.bytes.encodedBody ?? $0.bytes.body) != $0.bytes.body
        }
        numbers.jsonOverheadPerToken = ratio(.jsonOverheadPerToken, counted, .bytesPerToken) {
            ($0.bytes.body - $0.bytes.output, $0.countedTokens ?? 0)
        }
        numbers.framingBytesPerToken = ratio(.framingBytesPerToken, carried, .bytesPerToken) {
            ($0.bytes.framing, $0.countedTokens ?? 0)
        }
        numbers.wireBytesPerToken = ratio(.wireBytesPerToken, carried, .bytesPerToken) {
            ($0.bytes.wire?.received ?? 0, $0.countedTokens ?? 0)
        }
        numbers.wireSegmentsPerToken = ratio(.wireSegmentsPerToken, carried, .segmentsPerToken) {
            ($0.bytes.wire?.segmentsReceived ?? 0, $0.countedTokens ?? 0)
        }
        numbers.compressionRatio = ratio(.compressionRatio, compressed, .ratio) {
            ($0.bytes.body, $0.bytes.encodedBody ?? 0)
        }
    }

    private func ratio(
        _ metric: MetricName, _ requests: [RequestRecord], _ unit: SummaryUnit,
        _ parts: (RequestRecord) -> (Int, Int)
    ) -> Estimate? {
        let sums = requests.map(parts).reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
        guard sums.1 > 0 else { return nil }
        return Estimate(
            metric, .mean, Double(sums.0) / Double(sums.1), unit, count: requests.count)
    }
}

extension ByteCounts {
    /// What the wire carried beside head and body: chunk sizes, frames and TLS records.
    fileprivate var framing: Int { (wire?.received ?? 0) - head - (encodedBody ?? body) }
}
