import Analysis
import ArgumentParser
import Foundation
import RunModel

/// What a watch measures in each round, as its plan says now.
struct WatchJob {
    let plan: RunPlan
    let assertions: [Assertion]
    let subject: RunSubject
    /// The most that a round can cost; nil where no price was given, or there is no bound.
    let mostCost: Double?

    private static let leastRequests = 7

    /// - Throws: `ValidationError` for a plan that cannot be run, or that the day's budget cannot pay.
    init(
        _ plan: RunPlan, _ assertions: [Assertion], _ measuring: MeasureOptions,
        mostCostPerDay: Double?
    ) async throws {
        self.plan = plan
        self.assertions = assertions
        subject = try await RunSubject(plan, measuring)
        do {
            mostCost = CostBound(try subject.order(seed: nil)).most
            try Self.check(mostCost, mostCostPerDay)
        } catch {
            await subject.stop()
            throw error
        }
    }

    private static func check(_ mostCost: Double?, _ mostCostPerDay: Double?) throws {
        guard let most = mostCostPerDay else { return }
        guard let mostCost else {
            throw ValidationError(
                "--max-cost-per-day wants rounds whose cost has a bound; give --max-tokens, and --requests in place of --duration."
            )
        }
        guard mostCost <= most else {
            throw ValidationError(
                "--max-cost-per-day \(MoneyText.of(most)) pays for no round, which can cost \(MoneyText.of(mostCost))."
            )
        }
    }

    /// What a round takes, and a day of them.
    func announcement(_ options: WatchOptions) throws -> String {
        let aDay = options.roundsADay
        let rounds = aDay >= 10 ? "\(Int(aDay.rounded()))" : String(format: "%.1f", aDay)
        var text =
            "Watching '\(plan.name)' every \(options.period), about \(rounds) rounds a day. Each: "
            + Announcement.line(try subject.order(seed: nil))
        if let mostCost {
            text += " A day can cost at most about \(MoneyText.of(mostCost * aDay))"
            if let limit = options.maxCostPerDay {
                text += ", and is kept to \(MoneyText.of(limit))"
            }
            text += "."
        }
        return text + " Runs go into '\(options.history.history)'; Ctrl-C ends it."
    }

    /// Why the level of TTFT will not be judged; nil where it will.
    var smallness: String? {
        guard let requests = plan.plannedRequests else { return nil }
        let parts = max(1, plan.load.rounds)
        guard requests / parts < Self.leastRequests else { return nil }
        return
            "\(requests) requests in \(parts) parts (--rounds) are too few for the level of TTFT, which wants "
            + "\(Self.leastRequests) in each"
    }
}
