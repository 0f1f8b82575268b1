internal import Glibc
internal import RunModel
internal import Statistics

/// Requests at random instants before one server that takes equally long for each (M/D/1), where formulas
/// say what others find by trying.
package struct DeterministicQueue: Sendable, Equatable {
    /// Arrivals a second, and seconds of service.
    package let rate: Double
    package let service: Double

    package init(rate: Double, service: Duration) {
        self.rate = rate
        self.service = service.seconds
    }

    /// The share of time that the server is busy; from 1 on the line grows without bound.
    package var load: Double { rate * service }

    /// The mean time in line (Pollaczek and Khinchine): ρ S / (2 (1 - ρ)), with S the service in seconds; infinite without
    /// a steady state.
    package var meanWaitSeconds: Double {
        load < 1 ? load * service / (2 * (1 - load)) : .infinity
    }

    /// The share of requests that wait at most `wait` (Erlang, 1909):
    /// (1 - ρ) Σ e^(λ(t - kS)) (-λ(t - kS))^k / k!, k from 0 to ⌊t / S⌋, with λ arrivals a second, t and S in seconds.
    ///
    /// - Returns: nil where the sum, whose terms alternate and grow, is no longer known to a millionth.
    package func shareWaiting(atMost wait: Duration) -> Double? {
        guard wait >= .zero else { return 0 }
        guard load < 1 else { return 0 }
        let time = wait.seconds
        var sum = 0.0
        var largest = 0.0
        for index in 0...Int(time / service) {
            let exponent = rate * (time - Double(index) * service)
            var term = exp(exponent - lgamma(Double(index) + 1))
            if index > 0 { term *= pow(exponent, Double(index)) }
            largest = max(largest, term)
            sum += index.isMultiple(of: 2) ? term : -term
        }
        guard largest * 0x1p-52 < 1e-7 else { return nil }
        return min(max((1 - load) * sum, 0), 1)
    }
}

extension EngineSpec {
    /// What a request takes when nobody else is there, once warm: reading its prompt, then a step for each token
    /// but the first.
    package func serviceAlone(promptTokens: Int, outputTokens: Int) -> Duration {
        let steps = max(outputTokens, 1) - 1
        guard let chunk else {
            return prefillTime(tokens: max(promptTokens, 1)) + stepTime(decoding: 1) * steps
        }
        let whole = promptTokens / chunk
        let reading =
            prefillTime(tokens: chunk) * whole + prefillTime(tokens: promptTokens % chunk)
        return reading + stepTime(decoding: 1) * steps
    }

    /// The largest rate of a Poisson process at which `objective` is met in the long run, by formulas: with a batch of one,
    /// no bound of the line, equal requests and nothing that changes with time it is the queue M/D/1.
    ///
    /// - Returns: requests a second; nil where no formula is at hand, or no rate will do.
    package func closedFormRate(
        _ workload: EngineWorkload, _ objective: EngineObjective
    ) -> Double? {
        guard batch == 1, queue == nil, isSteady, objective.isMet == nil,
            case .constant(let prompt) = workload.promptTokens,
            case .constant(let output) = workload.outputTokens
        else { return nil }
        let tokens = max(Int(output.rounded()), 1)
        let service = serviceAlone(promptTokens: Int(prompt.rounded()), outputTokens: tokens)
        let first = service - stepTime(decoding: 1) * (tokens - 1)
        // Alone in its batch, a sequence has equal gaps.
        for bound in [objective.longestGap, objective.timePerOutputToken] where tokens > 1 {
            if let bound, stepTime(decoding: 1) > bound { return nil }
        }
        let slack = [
            objective.timeToFirstToken.map { $0 - first }, objective.endToEnd.map { $0 - service },
        ].compactMap { $0 }.min()
        guard let slack else { return 1 / service.seconds }
        guard slack >= .zero else { return nil }
        var low = 0.0
        var high = 1 / service.seconds
        for _ in 0..<60 {
            let middle = (low + high) / 2
            let queue = DeterministicQueue(rate: middle, service: service)
            guard let share = queue.shareWaiting(atMost: slack) else { return nil }
            if share >= objective.share { low = middle } else { high = middle }
        }
        return low
    }
}
