internal import RunModel
internal import Statistics

/// A record on its way to a summary.
struct JudgedRecord {
    let manifest: RunManifest
    /// Every request, warm-up included, by its number.
    let requests: [RequestRecord]
    let measured: [RequestRecord]
    let histograms: HistogramSet
    let chunks: ChunkDigest?
    /// What the server said of itself; nil where nobody asked it.
    let server: ServerRecord?
    let objectives: Objectives
    let window: MeasuredWindow
    let credit: RequestCredit
    /// Nil in a closed loop.
    let overload: Overload?
    /// How many requests were under way as each began; none in a closed loop, which keeps them constant.
    private let underWay: [Int: Double]

    init(
        manifest: RunManifest, requests: [RequestRecord], histograms: HistogramSet,
        chunks: ChunkDigest?, server: ServerRecord? = nil
    ) {
        self.manifest = manifest
        self.requests = requests
        self.histograms = histograms
        self.chunks = chunks
        self.server = server
        objectives = manifest.plan.load.objectives ?? Objectives()
        measured = requests.filter { $0.phase == .measured }
        window = MeasuredWindow(manifest: manifest, requests: requests)
        credit = RequestCredit(
            isOpenLoop: manifest.plan.load.isOpenLoop, requests,
            before: window.slice(origin: manifest.origin).end)
        underWay = manifest.plan.load.isOpenLoop ? Self.underWay(requests) : [:]
        // Where the plan's own limits hold starts back, waits are theirs.
        overload =
            manifest.isHeldByPlan(requests: measured.count, seconds: window.seconds)
            ? nil
            : window.isTooShort
                ? Overload(requests, load: manifest.plan.load)
                : Overload(
                    requests, load: manifest.plan.load,
                    slice: window.slice(origin: manifest.origin))
    }

    /// What one of two targets did, in the pairs of blocks that both finished.
    func ofTarget(_ target: Int) -> JudgedRecord {
        let finished = manifest.roundsOfFinishedPairs
        // Of the class whose part in the difference is measured neither side's numbers are made.
        let own = requests.filter {
            $0.target == target && finished?.contains($0.round) != false
                && manifest.plan.against?.leavesOut($0) != true
        }
        return JudgedRecord(
            manifest: manifest, requests: own,
            histograms: histograms.restricted(to: Set(own.map(\.round))), chunks: nil)
    }

    /// Some of the requests, in the window and under the load of all. Gaps are in no request, so that there are none.
    func restricted(to isIncluded: (RequestRecord) -> Bool) -> JudgedRecord {
        JudgedRecord(self, requests: requests.filter(isIncluded))
    }

    private init(_ whole: JudgedRecord, requests: [RequestRecord]) {
        manifest = whole.manifest
        self.requests = requests
        measured = requests.filter { $0.phase == .measured }
        histograms = HistogramSet()
        chunks = nil
        server = nil
        objectives = whole.objectives
        window = whole.window
        credit = whole.credit
        overload = whole.overload
        underWay = whole.underWay
    }

    /// What was under way as each of these began, in their order.
    func load(of requests: [RequestRecord]) -> [Double] {
        underWay.isEmpty ? [] : requests.map { underWay[$0.request] ?? 0 }
    }

    private static func underWay(_ requests: [RequestRecord]) -> [Int: Double] {
        let ends = requests.compactMap(\.instants.closed).sorted()
        let due = requests.sorted { $0.instants.scheduled < $1.instants.scheduled }
        var found: [Int: Double] = [:]
        var ended = 0
        for (begun, request) in due.enumerated() {
            while ended < ends.count, ends[ended] <= request.instants.scheduled { ended += 1 }
            found[request.request] = Double(begun - ended)
        }
        return found
    }

    var isOpenLoop: Bool { manifest.plan.load.isOpenLoop }

    /// Whether users of a closed loop have no stream open while they think.
    var hasThinkers: Bool { manifest.plan.conversations?.thinkTime != nil }

    /// Streams that a closed loop wants at a time, this shard's part of them where the record is one's.
    var streamsAsked: Int {
        min(manifest.shard.part(of: manifest.plan.load.concurrency), measured.count)
    }

    var modes: [ResponseMode] {
        ResponseMode.allCases.filter { mode in measured.contains { $0.mode == mode } }
    }

    /// All numbers of the run, for judges and for rows.
    func numbers() -> RunNumbers {
        var numbers = RunNumbers()
        numbers.window = Estimate(
            .window, .value, window.seconds, .seconds, count: measured.count,
            note: [
                window.isStated ? "" : MeasuredWindow.derivedNote,
                window.isTooShort ? SummaryNote.tooShortForRate : "",
            ].filter { !$0.isEmpty }.joined(separator: "; "))
        addClient(to: &numbers)
        numbers.networkProbe = manifest.networkProbe.flatMap {
            MeasuredSample(.networkProbe).numbers($0.answers(of: 0)).all
        }
        numbers.otherPhases = otherPhases()
        for mode in modes {
            let rounds = ModeRounds(record: self, mode: mode).numbers()
            var whole = ModeRequests(record: self, mode: mode, round: nil).numbers()
            whole.roundMeans = ModeRounds.means(
                over: rounds, planned: manifest.plan.load.rounds)
            numbers.modes.append(whole)
            numbers.rounds += rounds
        }
        numbers.classes = classNumbers()
        return numbers
    }

    /// How many requests were sent outside the measured phase.
    private func otherPhases() -> [RunNumbers.PhaseCount] {
        ResponseMode.allCases.flatMap { mode in
            Phase.allCases.filter { $0 != .measured }.compactMap { phase in
                let count = requests.count { $0.mode == mode && $0.phase == phase }
                guard count > 0 else { return nil }
                return RunNumbers.PhaseCount(
                    mode: mode, phase: phase,
                    requests: Estimate(.requests, .count, Double(count), .count, count: count))
            }
        }
    }

    /// What the client itself took; by mode for each request of any phase, where the record has it.
    private func addClient(to numbers: inout RunNumbers) {
        let client = manifest.client
        numbers.clientCPU = clientLoad.map {
            Estimate(.clientCPU, .share, $0, .share, count: client.workers)
        }
        func perRequest(_ mode: ResponseMode?, _ seconds: Double?, _ note: String) -> Estimate? {
            let served = requests.count { mode == nil || $0.mode == mode }
            guard let seconds, served > 0 else { return nil }
            return Estimate(
                .clientCPUPerRequest, .mean, seconds * 1000 / Double(served), .milliseconds,
                count: served, note: note)
        }
        numbers.clientCPUPerRequest[.streaming] = perRequest(
            .streaming, client.streamingCPUSeconds, SummaryNote.ownCPU)
        numbers.clientCPUPerRequest[.nonStreaming] = perRequest(
            .nonStreaming, client.nonStreamingCPUSeconds, SummaryNote.ownCPU)
        numbers.sharedCPUPerRequest = perRequest(
            nil, client.sharedCPUSeconds, SummaryNote.sharedCPU)
    }

    /// The share of its time that the average worker computed, of several shards on the machine where it was most; nil
    /// when the record cannot say.
    var clientLoad: Double? {
        if let shards = manifest.shards { return shards.compactMap(\.clientLoad).max() }
        let workers = manifest.client.workers
        guard workers > 0, let first = requests.map(\.instants.scheduled).min(),
            let last = requests.compactMap(\.instants.closed).max(), last > first
        else { return nil }
        return manifest.client.workerCPUSeconds / (last - first).seconds / Double(workers)
    }
}
