internal import RunModel

/// What holds beside the number of the window: a span of it, or a limit of its own.
extension WindowFindings {
    /// What a limit of a span means to traffic that is not even.
    func burst(_ window: RequestWindow) -> LimitFinding? {
        guard let whole = record.wholePlan, record.cutShort == nil,
            let most = window.candidates.map(\.limitHigh).max(),
            window.candidates.allSatisfy({ $0.limitLow == most })
        else { return nil }
        let seen =
            window.mostInStatedWindow.map { "up to \($0) in \(whole.window) were let in" } ?? ""
        return LimitFinding(
            .requestBurst, observed: "\(Int(most)) at once",
            reason:
                "\(seen), \(Int(most)) in each \(record.plan.window)"
                + refusedBurst(of: most, isFixed: window.candidates.contains { $0.kind == .fixed }))
    }

    /// A second limit; nil where none was found.
    func layer(_ window: RequestWindow) -> LimitFinding? {
        guard let layers = window.layers, record.cutShort == nil else { return nil }
        guard let words = layerWords(window) else {
            let ways = layers.map(Self.words).joined(separator: "; ")
            return LimitFinding(
                .requestLayer, verdict: .cannotTell,
                reason: "there is a second limit, of which the answers do not tell which it is: "
                    + ways)
        }
        let most = layers.map(\.limitHigh).max() ?? 0
        let isExact = layers.allSatisfy { $0.limitLow == most && $0.limitHigh == most }
        return LimitFinding(
            .requestLayer, observed: words,
            reason: "no limit alone explains all answers"
                + (isExact
                    ? refusedBurst(of: most, isFixed: layers.contains { $0.kind == .fixed }) : ""))
    }

    /// `; a burst of 12 is refused`; empty where more were let in at once, whatever the kind that explains the answers.
    private func refusedBurst(of most: Double, isFixed: Bool) -> String {
        // Across an edge of fixed windows as many may pass as both allow.
        if isFixed { return "; a burst of \(Int(most) + 1) within one is refused" }
        return Double(mostAtOnce) > most ? "" : "; a burst of \(Int(most) + 1) is refused"
    }

    /// The most that were let in within a fifth of a second.
    private var mostAtOnce: Int {
        let sent = record.requests.filter {
            $0.probe?.isOfWindow == true && $0.reception == .accepted
        }.compactMap(\.instants.sent).sorted()
        var first = 0
        return sent.indices.reduce(0) { most, last in
            while sent[last] - sent[first] > .milliseconds(200) { first += 1 }
            return max(most, last - first + 1)
        }
    }

    /// The second limit in words; nil where there is none, or where it may be several.
    func layerWords(_ window: RequestWindow) -> String? {
        guard let layers = window.layers, let first = layers.first else { return nil }
        if layers.count == 1 { return Self.words(first) }
        let isAlike = layers.allSatisfy {
            $0.kind != .bucket && $0.lengthSeconds == first.lengthSeconds
        }
        guard isAlike else { return nil }
        let low = layers.map(\.limitLow).min() ?? 0
        let high = layers.map(\.limitHigh).max() ?? 0
        return "\(Self.span(low, high)) in \(TimeSpan(.seconds(first.lengthSeconds)).rounded)"
    }

    static func words(_ layer: RequestWindow.Layer) -> String {
        let number = span(layer.limitLow, layer.limitHigh)
        let length = TimeSpan(.seconds(layer.lengthSeconds)).rounded
        switch layer.kind {
        case .sliding: return "\(number) in \(length), sliding"
        case .bucket:
            let inflow = span(layer.inflowLow ?? 0, layer.inflowHigh ?? 0)
            return "a bucket that holds \(number) and fills with \(inflow) in \(length)"
        default: return "\(number) in each \(length)"
        }
    }
}
