internal import RunModel

/// Several budgets at once: what is spent is spent in each, and the one with the least left decides.
struct LayeredBudget: BudgetWindow {
    /// The one that is stated comes first; headers speak of it.
    private var layers: [any BudgetWindow]

    init(_ stated: any BudgetWindow, _ others: [any BudgetWindow]) {
        layers = [stated] + others
    }

    var limit: Int { layers[0].limit }
    var remaining: Int { layers.map(\.remaining).min() ?? 0 }

    mutating func advance(to now: MonotonicInstant) {
        for index in layers.indices { layers[index].advance(to: now) }
    }

    mutating func charge(_ amount: Int, at now: MonotonicInstant) {
        for index in layers.indices { layers[index].charge(amount, at: now) }
    }

    mutating func refund(_ amount: Int, of time: MonotonicInstant, at now: MonotonicInstant) {
        for index in layers.indices { layers[index].refund(amount, of: time, at: now) }
    }

    mutating func noteRefusal(at now: MonotonicInstant) {
        for index in layers.indices { layers[index].noteRefusal(at: now) }
    }

    /// Where nothing is spent meanwhile, what is free in a layer once stays so.
    func nextAdmission(of amount: Int, from now: MonotonicInstant) -> MonotonicInstant? {
        let instants = layers.map { $0.nextAdmission(of: amount, from: now) }
        return instants.contains { $0 == nil } ? nil : instants.compactMap { $0 }.max()
    }

    func reset(from now: MonotonicInstant) -> MonotonicInstant {
        layers.map { $0.reset(from: now) }.max() ?? now
    }
}
