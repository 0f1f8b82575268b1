import Emulator
import RunModel
import Statistics

/// What people do without a search: each load of a grid for so many requests, and the answer between the last load that held
/// and the first that did not.
struct VirtualGrid {
    let spec: EngineSpec
    let workload: EngineWorkload
    let objective: EngineObjective
    /// As far apart as the search is to tell, over the range that it doubled through.
    let loads: [Double]
    let requestsPerStep: Int

    init(
        _ spec: EngineSpec, _ workload: EngineWorkload, _ objective: EngineObjective,
        range: ClosedRange<Double>, requestsPerStep: Int
    ) {
        self.spec = spec
        self.workload = workload
        self.objective = objective
        self.requestsPerStep = requestsPerStep
        var loads = [range.lowerBound]
        while let last = loads.last, last < range.upperBound { loads.append(last * 1.1) }
        self.loads = loads
    }

    var requests: Int { loads.count * requestsPerStep }

    /// The load that is found; nil where all hold or none.
    func found(seed: UInt64) -> Double? {
        let shares = loads.enumerated().map { place, load in
            var engine = EngineSimulation(spec, seed: seed)
            let answers = engine.run(
                workload.poisson(
                    rate: load, count: requestsPerStep, seed: seed &* 7919 &+ UInt64(place),
                    after: engine.now + .seconds(1)))
            let counting = answers.dropFirst(answers.count / 4)
            return Double(counting.count { !objective.isMet(by: $0) }) / Double(counting.count)
        }
        guard let first = shares.firstIndex(where: { $0 > 1 - objective.share }), first > 0 else {
            return nil
        }
        return (loads[first] * loads[first - 1]).squareRoot()
    }
}
