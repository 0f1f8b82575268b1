internal import RunModel

/// Rows that are not of one mode's measured requests.
extension JudgedRecord {
    /// How many requests were sent outside the measured phase.
    func otherPhaseRows() -> [SummaryRow] {
        ResponseMode.allCases.flatMap { mode in
            Phase.allCases.filter { $0 != .measured }.compactMap { phase -> SummaryRow? in
                let count = requests.count { $0.mode == mode && $0.phase == phase }
                guard count > 0 else { return nil }
                return SummaryRow(
                    .requests, mode, phase: phase, .count, Double(count), .count, count: count)
            }
        }
    }

    /// Processor time of the workers by mode, for each request of any phase, where the record has it.
    func clientRequestRows() -> [SummaryRow] {
        let client = manifest.client
        let parts: [(ResponseMode?, Double?, String)] = [
            (.streaming, client.streamingCPUSeconds, SummaryNote.ownCPU),
            (.nonStreaming, client.nonStreamingCPUSeconds, SummaryNote.ownCPU),
            (nil, client.sharedCPUSeconds, SummaryNote.sharedCPU),
        ]
        return parts.compactMap { mode, seconds, note in
            let served = requests.count { mode == nil || $0.mode == mode }
            guard let seconds, served > 0 else { return nil }
            return SummaryRow(
                .clientCPUPerRequest, mode, .mean, seconds * 1000 / Double(served),
                .milliseconds, count: served, note: note)
        }
    }

    /// The rows of the whole run go before those of its rounds.
    func adding(shape: StreamShape?, to rows: [SummaryRow]) -> [SummaryRow] {
        let place = rows.firstIndex { $0.round != nil } ?? rows.count
        return rows[..<place] + shapeRows(shape) + rows[place...]
    }

    private func shapeRows(_ shape: StreamShape?) -> [SummaryRow] {
        guard let shape else { return [] }
        let counted = measured.count {
            $0.mode == .streaming && $0.outcome.isSuccess && ($0.countedTokens ?? 0) > 0
        }
        var rows: [SummaryRow] = []
        if let tokens = shape.tokensPerEvent {
            rows.append(
                SummaryRow(.tokensPerEvent, .streaming, .mean, tokens, .tokens, count: counted))
        }
        if let events = shape.eventsPerBurst {
            rows.append(
                SummaryRow(
                    .eventsPerBurst, .streaming, .mean, events, .count, count: shape.streams))
        }
        return rows
    }
}
