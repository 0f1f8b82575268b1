import FoundationEssentials
import Glibc
import Histogram
import RunModel

@testable import RecordStore

/// The first byte says which file of a record the rest is, or the counts of a histogram before they are packed.
/// Whatever it holds, the record is read or refused with a reason; rows that were read are written and read
/// again alike.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRecord(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = [UInt8](UnsafeBufferPointer(start: start, count: count))
    guard let first = input.first else { return 0 }
    let bytes = Array(input.dropFirst())
    switch first % 5 {
    case 0: checkFolder([.requests: bytes])
    case 1: checkFolder([.chunks: bytes])
    case 2: checkFolder([.manifest: bytes])
    case 3: checkFolder([.histograms: bytes])
    default: checkPacked(bytes)
    }
    return 0
}

private let manifest = {
    var plan = RunPlan()
    plan.load.requests = 3
    let clock = ClockAnchors(
        originMonotonicNanoseconds: 5_000_000_000,
        originRealtimeNanoseconds: 1_777_777_777_250_000_000)
    return RunManifest(
        version: "0", plan: plan, clock: clock, endpoint: "http://127.0.0.1/v1", started: "2026")
}()

/// A record without chunk latencies of its own: they are counted from the rows. It is written anew for each input, so
/// it lies in memory where the system has such a place for everyone (Linux: tmpfs), and no disk is worn.
private let folder = {
    var template = Array(
        "\(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : P_tmpdir)/fuzz-XXXXXX".utf8CString)
    let path = mkdtemp(&template).map { String(cString: $0) } ?? ""
    check(!path.isEmpty)
    atexit { removeFolder() }
    return path
}()

private func removeFolder() {
    for file in RecordDirectory.File.allCases { unlink("\(folder)/\(file.rawValue)") }
    rmdir(folder)
}

private let plain: [RecordDirectory.File: [UInt8]] = {
    var rows = RowBuffer()
    for number in 0..<3 {
        var request = RequestRecord(
            request: number, round: 1, phase: .measured, mode: .streaming, worker: 0)
        request.instants.scheduled = manifest.origin
        RequestColumns.write(request, clock: manifest.clock, to: &rows)
    }
    return [
        .manifest: (try? ManifestFile.encode(manifest)) ?? [],
        .requests: Array("\(RequestColumns.header)\n".utf8) + rows.bytes,
        .chunks: Array("\(ChunkColumns.header)\n0,0,1,2,3,1,content,,\n".utf8),
    ]
}()

private func checkFolder(_ changed: [RecordDirectory.File: [UInt8]]) {
    var files = plain.merging(changed) { $1 }
    files[.histograms] = changed[.histograms]
    for file in [RecordDirectory.File.manifest, .requests, .chunks, .histograms] {
        guard let bytes = files[file] else {
            unlink("\(folder)/\(file.rawValue)")
            continue
        }
        write(bytes, to: "\(folder)/\(file.rawValue)")
    }
    do {
        let reader = try RecordReader(opening: folder)
        var record = try reader.read()
        for request in record.requests { checkAgain(request, reader.manifest.origin) }
        var rows = 0
        let leftOut = try reader.forEachChunk { chunk throws(RecordError) in
            rows += 1
            checkAgain(chunk, reader.manifest.origin)
        }
        record.note(leftOut, of: .chunks)
        check(record.manifest.unreadableRows ?? 1 > 0)
        checkUsable(record.histograms)
        _ = try ManifestFile.encode(record.manifest)
    } catch {
        check(!String(describing: error).isEmpty)
    }
}

/// The counts of a histogram, which no change to a packed one would get at.
private func checkPacked(_ counts: [UInt8]) {
    let payload = HistogramCodec.payload(counts, layout: .latencies())
    let text = Data(HistogramCodec.packed(payload)).base64EncodedString()
    let line = "Tag=icl.streaming.round1,0.0,1.0,1.0,\(text)\n"
    let read = HistogramLog.read(Array((line + line).utf8))
    checkUsable(read.histograms)
    let start = UTCTime(nanosecondsSince1970: 0)
    let again = HistogramLog.read(
        HistogramLog.encode(read.histograms, start: start, length: .seconds(1)))
    check(again.leftOut.unreadable == 0)
    check(again.histograms.histograms == read.histograms.histograms)
}

/// What everybody does with them.
private func checkUsable(_ set: HistogramSet) {
    for key in set.histograms.keys {
        guard let pooled = set.pooled(key.metric, key.mode) else { continue }
        var count = UInt64(0)
        for step in pooled.recordedValues() { count += step.count }
        check(count == pooled.totalCount && Int64(exactly: count) != nil)
    }
}

/// Control characters of a text become spaces when it is written: what was written once stays as it is.
private func checkAgain(_ request: RequestRecord, _ origin: MonotonicInstant) {
    let clock = ClockAnchors(
        originMonotonicNanoseconds: origin.nanoseconds, originRealtimeNanoseconds: 0)
    var rows = RowBuffer()
    RequestColumns.write(request, clock: clock, to: &rows)
    let line = Array(rows.bytes.dropLast())
    let header = Array(RequestColumns.header.utf8)
    let again = try? RequestTable(header: header.span).request(in: line.span, origin: origin)
    guard let again else { return check(false) }
    var second = RowBuffer()
    RequestColumns.write(again, clock: clock, to: &second)
    check(second.bytes == rows.bytes)
}

private func checkAgain(_ chunk: ChunkRecord, _ origin: MonotonicInstant) {
    var rows = RowBuffer()
    ChunkColumns.write(chunk, origin: origin, to: &rows)
    check(ChunkColumns.read(Array(rows.bytes.dropLast()).span, origin: origin) == chunk)
}

private func write(_ bytes: [UInt8], to path: String) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    check(descriptor >= 0)
    check(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    close(descriptor)
}

extension RowBuffer {
    fileprivate var bytes: [UInt8] { Array(storage[..<count]) }
}
