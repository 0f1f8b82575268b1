import Analysis
import ArgumentParser
import Foundation
import RecordStore
import Reporting
import RunModel

/// Where this machine's calibrations are kept: a file for each load.
struct CalibrationFolder {
    let path: String

    static let variable = "STREAMGAUGE_CALIBRATIONS"
    /// A calibration has some 2 KB.
    private static let mostBytes = 1 << 20

    /// The folder that the environment names, else the usual one of the user's state (XDG Base Directory Specification 0.8).
    /// Nil where the variable is empty, which says that none is wanted, and where there is no home.
    static func usual(
        _ environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> CalibrationFolder? {
        if let named = environment[variable] {
            return named.isEmpty ? nil : CalibrationFolder(path: named)
        }
        // A path that is not absolute is to be ignored.
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            return CalibrationFolder(path: "\(state)/streamgauge/calibrations")
        }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return CalibrationFolder(path: "\(home)/.local/state/streamgauge/calibrations")
    }

    /// Those that can be read; of others nothing is known. None where there is no folder.
    func all() -> [Calibration] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted().compactMap { name in
            guard let bytes = try? WholeFile.read("\(path)/\(name)", limit: Self.mostBytes) else {
                return nil
            }
            return try? CalibrationJSON.calibration(from: Data(bytes))
        }
    }

    /// Writes it in the place of an earlier one of the same kind and load.
    ///
    /// - Returns: the file's path.
    /// - Throws: `RecordError.cannotWrite`.
    func keep(_ calibration: Calibration) throws(RecordError) -> String {
        let file = "\(path)/\(Self.name(calibration))"
        let data: Data
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
            data = try CalibrationJSON.data(calibration)
        } catch {
            throw .cannotWrite(file: file, reason: error.localizedDescription)
        }
        try WholeFile.write([UInt8](data), to: file)
        return file
    }

    /// The machine's name and a digest of all that it is of.
    private static func name(_ calibration: Calibration) -> String {
        let encoder = SnakeCase.encoder()
        var digest = ContentDigest()
        for part in [try? encoder.encode(calibration.key), try? encoder.encode(calibration.asked)] {
            digest.add(part ?? Data())
        }
        let host = calibration.key.host.prefix(60).map { letter in
            letter.isASCII && (letter.isLetter || letter.isNumber || letter == "-") ? letter : "-"
        }
        return "\(String(host))-\(digest.text).json"
    }
}

extension RunManifest {
    /// With what this machine's calibrations say of the run, written to its folder again; as it was where there are none.
    ///
    /// - Parameter directory: The run's folder, whose rows are complete.
    /// - Returns: the manifest as it stands in the folder.
    /// - Throws: `RecordError` where the record cannot be read or written.
    func calibrated(in directory: RecordDirectory) throws(RecordError) -> RunManifest {
        guard isOfCalibratedKind, let calibrations = CalibrationFolder.usual()?.all(),
            !calibrations.isEmpty
        else { return self }
        let requests = try RecordReader(opening: directory.path).requests()
        guard let load = CalibratedLoad(self, requests),
            let use = CalibrationUse(
                calibrations, for: CalibrationKey(self, host: MachineName.own), load)
        else { return self }
        var manifest = self
        manifest.calibration = use
        try directory.write(manifest)
        return manifest
    }

    /// Whether all of the load was this process's, and went one way that is known.
    private var isOfCalibratedKind: Bool {
        guard shard.isWhole, plan.limits == nil, plan.request.modes != .nonStreaming else {
            return false
        }
        let isSecure = endpoint.lowercased().hasPrefix("https:")
        let other = againstEndpoint.map { $0.lowercased().hasPrefix("https:") }
        return other ?? isSecure == isSecure && EnvironmentProxy.of(plan.target) == nil
    }
}
