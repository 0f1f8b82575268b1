package import Analysis
internal import Glibc
package import RecordStore

/// Past runs: a folder of small files that never change, each named by its time and its digest.
///
/// Branches of git, caches and object stores carry and merge it without conflicts, and jobs need no lock
/// (docs/decisions/history.md).
package struct HistoryFolder: Sendable, Equatable {
    package let path: String

    package static let usualPath = ".streamgauge/history"
    private static let mostBytes = 1 << 20
    private static let gitAttributes = "# Files are named by the digest of their bytes.\n* -text\n"

    var runs: String { "\(path)/runs" }
    var marks: String { "\(path)/marks" }

    package init(_ path: String) {
        self.path = path
    }

    /// Whether there is one.
    package var exists: Bool { access(runs, F_OK) == 0 }

    /// Makes it where there is none, and sees whether it can be written.
    ///
    /// - Throws: `RecordError`.
    package func prepare() throws(RecordError) {
        try WholeFile.makeFolder(runs)
        try WholeFile.makeFolder(marks)
        let attributes = "\(path)/.gitattributes"
        if access(attributes, F_OK) != 0 {
            try WholeFile.write(Array(Self.gitAttributes.utf8), to: attributes)
        }
        for folder in [runs, marks] where access(folder, W_OK) != 0 {
            throw .cannotWrite(file: folder, reason: String(cString: strerror(errno)))
        }
    }

    /// A file that is left out, and why.
    package struct Skipped: Sendable, Equatable {
        package var file: String
        package var fault: HistoryFault
    }

    /// What a list shows.
    package struct Listing: Sendable, Equatable {
        package struct Item: Sendable, Equatable {
            package var id: String
            package var head: HistoryHead
        }

        /// In order of time.
        package var items: [Item] = []
        package var skipped: [Skipped] = []
    }

    // MARK: Writing

    /// Saves a run.
    ///
    /// - Returns: its id.
    /// - Throws: `RecordError`; there is no half file then.
    package func add(_ entry: HistoryEntry) throws(RecordError) -> String {
        try prepare()
        guard let bytes = try? HistoryFile.bytes(entry) else {
            throw .cannotWrite(
                file: runs, reason: "the run holds a number that JSON has no form for")
        }
        let name = EntryName(time: entry.head.started, content: bytes)
        try WholeFile.write(bytes, to: "\(runs)/\(name.file)")
        return name.text
    }

    package func add(_ mark: HistoryMark) throws(RecordError) {
        try prepare()
        guard let bytes = try? mark.bytes() else {
            throw .cannotWrite(file: marks, reason: "the mark has no form in JSON")
        }
        var name = EntryName(time: mark.time, content: bytes)
        // The last word holds, also where a clock that was ahead wrote the one before.
        if let last = Self.files(in: marks).compactMap({ EntryName(file: $0) }).last,
            last.text >= name.text
        {
            name = EntryName(after: last, content: bytes)
        }
        try WholeFile.write(bytes, to: "\(marks)/\(name.file)")
    }

    /// Takes runs out for good.
    package func remove(_ ids: [String]) throws(RecordError) {
        for id in ids {
            let file = "\(runs)/\(id)\(EntryName.ending)"
            guard unlink(file) == 0 || errno == ENOENT else {
                throw .cannotWrite(file: file, reason: String(cString: strerror(errno)))
            }
        }
    }

    // MARK: Reading

    /// The heads of all runs, each run once. Every byte is held against the file's digest; profiles are not
    /// understood.
    package func listing() -> Listing {
        var found = Listing()
        var origins: Set<Int64> = []
        for file in Self.files(in: runs) {
            do throws(HistoryFault) {
                let (name, bytes) = try content(of: file, in: runs)
                let head = try HistoryFile.head(bytes)
                guard head.format == HistoryHead.currentFormat else {
                    throw .format(head.format)
                }
                guard origins.insert(head.originNanoseconds).inserted else { throw .copy }
                found.items.append(Listing.Item(id: name.text, head: head))
            } catch {
                found.skipped.append(Skipped(file: "\(runs)/\(file)", fault: error))
            }
        }
        return found
    }

    /// The whole text of a run's file.
    ///
    /// - Throws: `RecordError.cannotRead`.
    package func bytes(_ id: String) throws(RecordError) -> [UInt8] {
        try WholeFile.read("\(runs)/\(id)\(EntryName.ending)", limit: Self.mostBytes)
    }

    package func entry(_ id: String) throws(HistoryFault) -> HistoryEntry {
        try HistoryFile.entry(try content(of: id + EntryName.ending, in: runs).bytes)
    }

    package func markings() -> (marks: HistoryMarks, skipped: [Skipped]) {
        var marks: [HistoryMark] = []
        var skipped: [Skipped] = []
        for file in Self.files(in: self.marks) {
            do throws(HistoryFault) {
                marks.append(try HistoryMark.mark(try content(of: file, in: self.marks).bytes))
            } catch {
                skipped.append(Skipped(file: "\(self.marks)/\(file)", fault: error))
            }
        }
        return (HistoryMarks(marks), skipped)
    }

    /// Runs with all that is known of them, in order of time. `isWanted` chooses by id, head and marks, before a
    /// profile is read.
    package func pastRuns(
        where isWanted: (String, HistoryHead, HistoryMarks) -> Bool = { _, _, _ in true }
    ) -> (runs: [PastRun], skipped: [Skipped]) {
        let listing = listing()
        let markings = markings()
        let wanted = listing.items.filter { isWanted($0.id, $0.head, markings.marks) }
        let found = pastRuns(wanted.map(\.id), markings.marks)
        return (found.runs, listing.skipped + markings.skipped + found.skipped)
    }

    /// Those of a list whose ids these are, with what was said of them.
    package func pastRuns(
        _ ids: [String], _ marks: HistoryMarks
    ) -> (runs: [PastRun], skipped: [Skipped]) {
        var runs: [PastRun] = []
        var skipped: [Skipped] = []
        for id in ids {
            do throws(HistoryFault) {
                var run = PastRun(id, try entry(id))
                run.exclusion = marks.exclusions[id]
                run.blessing = marks.blessings[id]
                run.baselines = marks.baselines[id] ?? []
                runs.append(run)
            } catch {
                skipped.append(
                    Skipped(file: "\(self.runs)/\(id)\(EntryName.ending)", fault: error))
            }
        }
        return (runs, skipped)
    }

    private func content(
        of file: String, in folder: String
    ) throws(HistoryFault) -> (name: EntryName, bytes: [UInt8]) {
        guard let name = EntryName(file: file) else { throw .name }
        let bytes: [UInt8]
        do throws(RecordError) {
            bytes = try WholeFile.read("\(folder)/\(file)", limit: Self.mostBytes)
        } catch {
            guard case .cannotRead(_, let reason) = error else { throw .unreadable("\(error)") }
            throw .unreadable(reason)
        }
        guard name.isOf(bytes) else { throw .digest }
        return (name, bytes)
    }

    /// Names in order, without those of hidden files and of what a killed writer left behind.
    private static func files(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix("."), !name.hasSuffix(".tmp") { names.append(name) }
        }
        return names.sorted()
    }
}
