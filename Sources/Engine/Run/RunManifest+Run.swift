internal import Glibc
internal import Reactor
internal import RecordStore
internal import RunModel
internal import Transport
internal import Workload

extension ClockAnchors {
    /// Both clocks at `instant`, which may lie ahead.
    init(at instant: MonotonicInstant) {
        self.init(
            originMonotonicNanoseconds: instant.nanoseconds,
            originRealtimeNanoseconds: instant.nanoseconds + WallClockOffset.measure().nanoseconds)
    }

    /// Both clocks at this moment.
    static func now() -> ClockAnchors {
        let offset = WallClockOffset.measure()
        let now = MonotonicInstant.now().nanoseconds
        return ClockAnchors(
            originMonotonicNanoseconds: now,
            originRealtimeNanoseconds: now + offset.nanoseconds)
    }
}

extension RunManifest {
    /// What is known before the run starts.
    mutating func describe(_ order: RunOrder, _ preflight: Preflight) {
        libraries = CurlLibrary.versions
        libraryFaults = ToolDescription.libraryFaults
        promptsDigest = order.prompts.digest
        wordRatio = order.prompts.learntRatio
        promptsRead = order.prompts.rows?.read
        replay = order.trace?.account
        host = .this
        api = plan.target.spokenAPI
        againstApi = plan.against?.target.spokenAPI
        isEmulated = order.isEmulated ? true : nil
        shard = order.shard
        shardStart = order.shardStart
        // Of a class that one side is not sent it is not known how many there will be.
        plannedRequests = order.plan.against?.without == nil ? order.plannedRequests : nil
        client.workers = preflight.workers
        if plan.against != nil { againstEndpoint = order.sides.dropFirst().first?.shownURL }
        let connections = order.sides.map(\.plan.connection)
        if connections.contains(where: \.isInsecure) {
            notices.append(
                Notice(.insecure, "the server's certificate was not verified (--insecure)"))
        }
        if connections.contains(where: \.usesHTTP2) {
            notices.append(
                Notice(
                    .http2,
                    "over HTTP/2 this libcurl may deliver a stream's data late while others on the "
                        + "connection are read; HTTP/1.1 gives truer gaps"))
        }
    }

    /// What is known when all workers and the writer are done.
    mutating func complete(
        with results: [WorkerResult], _ report: WriterReport
    ) {
        ended = UTCTime.now().iso8601
        windowStartNanoseconds = results.compactMap(\.firstMeasured).min()
            .map { ($0 - origin).nanoseconds }
        windowEndNanoseconds = results.compactMap(\.lastStart).min()
            .map { ($0 - origin).nanoseconds }
        servers = ServerNames.union(results.flatMap(\.servers))
        chunkRows = report.chunkRows
        client.workerCPUSeconds = results.reduce(0) { $0 + $1.cpuSeconds }
        complete(with: results.compactMap(\.account))
        client.writerCPUSeconds = report.cpuSeconds
        client.peakMemoryBytes = Self.peakMemoryBytes()
        client.delayedStarts = results.reduce(0) { $0 + $1.delayedStarts }
        client.implausibleStamps = results.reduce(0) { $0 + $1.implausibleStamps }
        addNotices(results, report)
        let hasFailed = report.failure != nil
        let wasStopped = results.contains { $0.isCut || $0.failure != nil }
        if hasFailed {
            ending = .recordFailed
        } else if wasStopped {
            ending = .interrupted
        } else if ending != .endedEarly {
            ending = .completed
        }
    }

    /// What the rules of the run held back, and whether one of them ended it.
    mutating func note(_ rules: RunRules, at elapsed: Duration) {
        client.heldBack = rules.heldBack(at: elapsed)
        if rules.unsentStarts > 0 {
            client.unsentStarts = rules.unsentStarts
            notices.append(
                Notice(
                    .other,
                    "\(rules.unsentStarts) requests were due while the server asked to be left alone; "
                        + "they were not sent, neither then nor in a burst afterwards"))
        }
        if rules.overdueStarts > 0 {
            client.overdueStarts = rules.overdueStarts
            notices.append(
                Notice(
                    .other,
                    "\(rules.overdueStarts) requests were due before the end of the run and held back "
                        + "by the limits it was to stay within; they were not sent"))
        }
        if rules.missedStarts > 0 {
            client.missedStarts = rules.missedStarts
            notices.append(
                Notice(
                    .other,
                    "\(rules.missedStarts) requests were due before this shard had begun; they were not sent, since all at "
                        + "once they were a burst that nobody planned"))
        }
        if let text = rules.unreadableRetryAfter {
            notices.append(
                Notice(
                    .other,
                    "a refusal's Retry-After could not be read and was not obeyed: '\(text)'"))
        }
        if let corrected = rules.costCorrection.cost {
            notices.append(Notice(.costCorrected, corrected.sentence))
        }
        if let overrun = rules.costCorrection.overrun {
            notices.append(Notice(.costCorrected, overrun.sentence))
        }
        spent = rules.spent
        guard let end = rules.earlyEnd else { return }
        if case .ruleMet(let rule) = end { abortedBy = rule }
        ending = .endedEarly
        notices.append(Notice(.endedEarly, end.sentence(plan, spent, of: shard)))
    }

    private mutating func complete(with accounts: [ModeAccount]) {
        guard !accounts.isEmpty else { return }
        func seconds(_ part: (ModeAccount) -> Int64) -> Double {
            Double(accounts.reduce(0) { $0 + part($1) }) / 1e9
        }
        client.streamingCPUSeconds = seconds(\.streaming)
        client.nonStreamingCPUSeconds = seconds(\.nonStreaming)
        client.sharedCPUSeconds = seconds(\.shared)
    }

    private mutating func addNotices(_ results: [WorkerResult], _ report: WriterReport) {
        noteManners(results)
        let totals = results.reduce(into: RequestTotals()) { $0.add($1.totals) }
        if results.contains(where: \.isStreamingAbsent) {
            notices.append(
                Notice(
                    .notAStream,
                    "the target does not stream: it gave non-streaming answers to requests for streams or refused "
                        + "them"
                        + (totals.wholeAnswersAsked > 0
                            ? ", so the run went on with non-streaming requests" : "")))
        }
        if client.delayedStarts > 0 {
            notices.append(
                Notice(
                    .streamLimit,
                    "\(client.delayedStarts) starts waited for a free stream; their latency from "
                        + "the scheduled time includes the wait"))
        }
        addNotices(totals)
        if report.droppedChunkRows > 0 {
            notices.append(
                Notice(
                    .other,
                    "the disk was slower than the load: \(report.droppedChunkRows) chunk rows were "
                        + "left out"))
        }
        for failure in results.compactMap(\.watchFailure) {
            notices.append(
                Notice(
                    .other,
                    "a connection could not be watched (\(failure)); its requests ran into their "
                        + "time-outs, through no fault of the server"))
        }
        for result in results {
            guard let failure = result.failure else { continue }
            notices.append(Notice(.other, "a worker stopped early: \(failure)"))
        }
        guard let failure = report.failure else { return }
        notices.append(
            Notice(
                .recordFailure,
                "\(failure); \(report.lostRequestRows) request rows and \(report.lostChunkRows) "
                    + "chunk rows are lost"))
    }

    /// What refusals have taught, and the models that were asked in the end.
    private mutating func noteManners(_ results: [WorkerResult]) {
        let sides = plan.against == nil ? plan.target.frontEnds : 2
        for index in 0..<sides {
            let side = plan.against == nil ? "" : " of side \(AgainstPlan.name(ofSide: index))"
            let manners = results.compactMap { result in
                result.manners.indices.contains(index) ? result.manners[index] : nil
            }
            let found = manners.flatMap { $0.notices(ofSide: side) }
            for notice in found where !notices.contains(notice) { notices.append(notice) }
            guard let model = manners.compactMap(\.otherModel).first else { continue }
            if plan.against == nil || index == 0 {
                plan.request.model = model
            } else {
                plan.against?.model = model
            }
        }
    }

    private mutating func addNotices(_ totals: RequestTotals) {
        notices += totals.oddities.map { Notice(.answerForm, $0) }
        if totals.unstampedReads * 2 > totals.reads {
            notices.append(
                Notice(
                    .fallbackStamps,
                    "\(totals.unstampedReads) of \(totals.reads) reads came without the kernel's "
                        + "receive time, as on Unix sockets; the time of reading stands for it"))
        }
        if totals.resends > 0 {
            notices.append(
                Notice(
                    .other,
                    "\(totals.resends) requests were sent once more on a new connection, because the "
                        + "server had closed the kept-alive one; the server may have seen them twice"
                ))
        }
    }

    private static func peakMemoryBytes() -> Int64 {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Int64(usage.ru_maxrss) * 1024
    }
}

extension HostDescription {
    /// The machine this runs on.
    static var this: HostDescription {
        var host = HostDescription()
        var names = utsname()
        if uname(&names) == 0 {
            host.system = "\(text(names.sysname)) \(text(names.machine))"
            host.kernel = text(names.release)
        }
        host.cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        host.memoryBytes =
            Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE)))
        return host
    }

    /// The C text in a fixed array, which Swift sees as a tuple.
    private static func text<Characters>(_ tuple: Characters) -> String {
        withUnsafeBytes(of: tuple) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
