internal import Analysis
internal import FoundationEssentials
internal import RunModel

/// The text of a file of the history: a JSON object in four lines, of which the second is the head, so that a list
/// need not understand the rest.
enum HistoryFile {
    private static let opening = Array("{\n\"head\":".utf8)
    private static let middle = Array(",\n\"profile\":".utf8)
    private static let closing = Array("\n}\n".utf8)

    static func bytes(_ entry: HistoryEntry) throws -> [UInt8] {
        let encoder = SnakeCase.encoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return opening + (try encoder.encode(entry.head)) + middle
            + (try encoder.encode(StoredProfile(entry.profile))) + closing
    }

    /// - Throws: `HistoryFault` where it is of a newer form or none.
    static func head(_ bytes: [UInt8]) throws(HistoryFault) -> HistoryHead {
        guard bytes.starts(with: opening),
            let end = bytes[opening.count...].firstIndex(of: UInt8(ascii: "\n"))
        else { throw .malformed("it does not begin with a head") }
        var line = bytes[opening.count..<end]
        if line.last == UInt8(ascii: ",") { line.removeLast() }
        return try head(Data(line))
    }

    private static func head(_ data: Data) throws(HistoryFault) -> HistoryHead {
        do {
            let head = try decoder.decode(HistoryHead.self, from: data)
            guard head.isPlausible else { throw HistoryFault.implausible }
            return head
        } catch let fault as HistoryFault {
            throw fault
        } catch {
            // A newer form may have anything else too.
            let format = (try? decoder.decode(Format.self, from: data))?.format
            if let format, format != HistoryHead.currentFormat { throw .format(format) }
            throw .malformed("its head is not what docs/formats.md says")
        }
    }

    static func entry(_ bytes: [UInt8]) throws(HistoryFault) -> HistoryEntry {
        let head = try head(bytes)
        guard head.format == HistoryHead.currentFormat else { throw .format(head.format) }
        do {
            let whole = try decoder.decode(Whole.self, from: Data(bytes))
            guard whole.profile.isPlausible else { throw HistoryFault.implausible }
            return HistoryEntry(head: head, stored: whole.profile)
        } catch let fault as HistoryFault {
            throw fault
        } catch {
            throw .malformed("its profile is not what docs/formats.md says")
        }
    }

    private static let decoder = SnakeCase.decoder()

    private struct Format: Decodable {
        var format: Int
    }

    private struct Whole: Decodable {
        var profile: StoredProfile
    }
}

/// Why a file of the history is left out.
package enum HistoryFault: Error, Equatable, Sendable, CustomStringConvertible {
    case unreadable(String)
    /// Its name is no time and digest.
    case name
    /// Its content is not the one that it was named by.
    case digest
    case format(Int)
    case malformed(String)
    /// The same run is there already.
    case copy

    static let implausible = malformed("it holds numbers that no run can have")

    package var description: String {
        switch self {
        case .unreadable(let reason): reason
        case .name: "its name is not that of a run: a time and a digest"
        case .digest: "damaged: its content is not the one that it was named by"
        case .format(let format):
            "it has format \(format) and this version reads \(HistoryHead.currentFormat)"
        case .malformed(let reason): reason
        case .copy: "it holds a run that is there already"
        }
    }
}
