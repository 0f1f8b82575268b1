import Analysis
import Reporting
import RunModel
import Workload

/// A short sweep of loads that double: enough for a first answer, and no more.
struct QuickPlan {
    let sweep: SweepPlan
    /// No step begins after so much time.
    let duration: Duration
    /// That a load takes much of the time, or more, since answers are long; nil where it does not.
    let remark: String?

    /// An answer is long enough for its speed, and no longer.
    static let usualTokens = 64
    private static let fewestTokens = 16
    /// How long an answer shall take where nothing else runs, so that a step holds enough of them.
    private static let usualAnswer = Duration.seconds(1)
    /// Answers of a stream that a step has time for in any case.
    private static let answersInStep = 8
    private static let requestsInStep = 240
    /// An answer that is not there after so long, or so many times its usual time, has hung: a first look waits no longer for it.
    private static let shortestPatience = Duration.seconds(15)
    /// What warming up and draining leave of the time.
    private static let measuringShare = 0.7

    /// - Parameters:
    ///   - base: Whom to ask and what.
    ///   - options: How far to go.
    ///   - answer: How long an answer of `base` took; nil while nobody knows.
    ///   - isLengthGiven: Whether answers stay as long as `base` has them. Else a slow model is asked for shorter ones.
    init(
        _ base: RunPlan, _ options: QuickOptions, answer: Duration? = nil,
        isLengthGiven: Bool = true
    ) {
        duration = (options.duration ?? QuickOptions.usualDuration).duration
        let loads = Self.loads(upTo: options.most ?? QuickOptions.usualMost)
        var base = base
        var objectives = Objectives()
        objectives.timeToFirstToken = options.within ?? QuickOptions.usualBound
        base.load.objectives = objectives
        base.load.requests = Self.requestsInStep
        var seconds = duration.seconds * Self.measuringShare / Double(loads.values.count)
        var remark: String?
        if let answer {
            var share = 1.0
            if !isLengthGiven {
                let fitting = Self.usualAnswer.seconds / answer.seconds * Double(Self.usualTokens)
                let tokens = max(Self.fewestTokens, Int(min(fitting, Double(Self.usualTokens))))
                base.request.maxTokens = tokens
                share = Double(tokens) / Double(Self.usualTokens)
            }
            let one = answer.seconds * share
            seconds = max(seconds, one * Double(Self.answersInStep))
            remark = Self.remark(answer: one, of: duration)
            // The last in line of a server that answers one at a time waits for all others.
            let inLine = Duration.seconds(one * 1.25 * (loads.values.last ?? 1))
            if base.timeouts == TimeoutPlan() {
                base.timeouts.total = TimeSpan(max(Self.shortestPatience, inLine))
            }
        }
        self.remark = remark
        base.load.duration = TimeSpan(.milliseconds(100 * max(10, Int(seconds * 10))))
        sweep = SweepPlan(
            base: base, loads: loads, passes: 1,
            arrivalSeed: base.load.arrivalSeed ?? .random(in: 1...0xFFFF_FFFF))
    }

    /// What a load takes beside its warm-up of two answers.
    private static func remark(answer: Double, of duration: Duration) -> String? {
        let load = answer * Double(answersInStep + 2)
        guard 2 * load > duration.seconds else { return nil }
        return
            "An answer takes about \(span(answer)): a load takes \(span(load)), and none begins after "
            + "\(TimeSpan(duration).short); --duration gives it more."
    }

    private static func span(_ seconds: Double) -> String {
        TimeSpan(.milliseconds(Int64(seconds * 1000))).short
    }

    private static func loads(upTo most: Int) -> SweepLoads {
        var values: [Int] = []
        var next = 1
        while next < most {
            values.append(next)
            next *= 2
        }
        let text = (values + [most]).map(String.init).joined(separator: ",")
        return (try? SweepLoads(parsing: text, .concurrency)) ?? SweepLoads.usual
    }

    /// What is sent at most, and what for.
    func announcement(to address: String) -> String {
        let steps = sweep.places.map { StepPlan(sweep, $0).plan.load }
        let requests = steps.reduce(SweepProbe.requests) { sum, load in
            sum + (load.requests ?? 0) + (load.warmupRequests ?? 0)
        }
        let tokens = sweep.base.request.maxTokens ?? Self.usualTokens
        let streams = sweep.loads.values.map { String(Int($0)) }.joined(separator: ", ")
        let each = sweep.base.load.duration?.short ?? ""
        let bound = sweep.base.load.objectives?.timeToFirstToken?.description ?? ""
        return
            "Asking \(address) for about \(TimeSpan(duration).short): \(streams) stream\(streams == "1" ? "" : "s") at a time, "
            + "\(each) each or a little more, until first tokens take longer than \(bound); at "
            + "most \(requests) streaming requests and \(requests * tokens) output tokens."
    }
}
