import Analysis
import Engine
import Foundation
import Reporting
import RunModel
import Workload

/// What a sweep will send, before it sends anything.
struct SweepPreview {
    private let plan: SweepPlan
    private let begun: SweepRecord?

    init(_ plan: SweepPlan, begun: SweepRecord?) {
        self.plan = plan
        self.begun = begun
    }

    private var places: [SweepPlan.Place] {
        plan.places.filter { begun?.hasMeasured($0) != true }
    }

    /// One line: where to, how much at most, and how long.
    var line: String {
        let steps = places.map { Amount(StepPlan(plan, $0).plan.load) }
        let known = steps.compactMap(\.requests)
        // A closed loop that only a time ends sends as fast as it is answered.
        let requests =
            known.count == steps.count ? known.reduce(SweepProbe.requests, +) : nil
        let seconds = steps.reduce(0) { $0 + $1.seconds }
        let mark = plan.base.target.baseURL == nil ? "EMULATOR. " : ""
        let address = plan.base.shownAddresses
        let going = begun == nil ? "Sweeping" : "Going on to sweep"
        return mark + "\(going) \(address ?? "the embedded emulator"): "
            + "\(places.count) steps, \(range), \(plan.passes == 1 ? "1 pass" : "\(plan.passes) passes"); "
            + amount(requests, seconds)
            + ". A step that has not settled is measured again, at most twice."
            + (plan.base.load.tier.map { " \(Announcement.bounds($0))." } ?? "")
            + Announcement.serverMetrics(plan.base)
            + CostBound(requests.map { $0 * SweepSession.mostAttempts }, of: plan.base).sentence
    }

    private func amount(_ requests: Int?, _ seconds: Double) -> String {
        let kind = "\(Announcement.kind(plan.base.request.modes)) requests"
        let time =
            seconds.isFinite
            ? "\(TimeSpan(.seconds(Int64(seconds.rounded(.up)))).short) of measuring beside warm-up and draining"
            : "as long as they take"
        return requests.map { "at most \($0) \(kind)\(tokens($0)), \(time)" }
            ?? "as many \(kind) as fit into \(time)"
    }

    private var range: String {
        let values = plan.loads.values
        let unit = plan.loads.kind == .concurrency ? "streams" : "requests/s"
        let ends = [values.first, values.last].compactMap { $0.map { SweepLoad(.rate, $0).text } }
        return (values.count > 1 ? ends.joined(separator: " to ") : ends.first ?? "") + " \(unit)"
    }

    /// Where the plan says how many tokens an answer has at most.
    private func tokens(_ requests: Int) -> String {
        guard let most = plan.base.request.maxTokens else { return "" }
        return " and \(requests * most) output tokens"
    }

    /// A line a step, in the order in which they are measured.
    var text: String {
        let lines = places.enumerated().map { index, place in
            let amount = Amount(StepPlan(plan, place).plan.load)
            let warmup =
                amount.warmup.map { ", after \($0) for warm-up" }
                ?? amount.warmupTime.map { ", after \($0) of warm-up" } ?? ""
            let most = amount.duration.map { " in at most \($0)" } ?? ""
            return "\(index + 1). \(place.load.label), pass \(place.pass): "
                + "\(amount.measured.map(String.init) ?? "any number of") requests\(most)\(warmup)\n"
        }
        return line + "\n" + lines.joined()
    }

    /// How much a step sends at most.
    private struct Amount {
        /// Nil where only a time ends it.
        let measured: Int?
        let warmup: Int?
        let warmupTime: TimeSpan?
        let duration: TimeSpan?
        /// With the warm-up.
        let requests: Int?
        /// Infinite where only a number ends it.
        let seconds: Double

        init(_ load: LoadPlan) {
            duration = load.duration
            warmup = load.warmupRequests
            warmupTime = load.warmupDuration
            let rate = load.rate ?? 0
            let byTime = load.duration.map { Int((rate * $0.duration.seconds).rounded(.up)) }
            measured =
                [load.requests, load.rate == nil ? nil : byTime].compactMap { $0 }.min()
            let byWarmupTime = rate * (load.warmupDuration?.duration.seconds ?? 0)
            let warmups = (load.warmupRequests ?? 0) + Int(byWarmupTime.rounded(.up))
            requests = measured.map { $0 + warmups }
            let byNumber = measured.map { rate > 0 ? Double($0) / rate : .infinity } ?? .infinity
            seconds = min(load.duration?.duration.seconds ?? .infinity, byNumber)
        }
    }
}
