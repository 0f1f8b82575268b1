internal import FoundationEssentials
package import RunModel

/// What all shards of a run have in common, in 16 hexadecimal digits: two processes with the same one compute parts of
/// the same schedule. What may differ from machine to machine is left out: the name, where the record goes, whom to ask (where
/// it is one front end) and from which addresses, and how many threads do it.
package enum PlanDigest {
    package static func text(_ plan: RunPlan, prompts: String?) -> String {
        var common = plan.withoutSecrets
        let neutral = RunPlan()
        common.name = neutral.name
        common.record = neutral.record
        common.display = neutral.display
        // Of several, the turns are part of the schedule.
        if common.target.frontEnds == 1 { common.target.baseURL = nil }
        common.target.unixSocket = nil
        common.connection.sourceAddress = nil
        common.connection.otherSourceAddresses = nil
        common.connection.caFile = nil
        common.load.workers = nil
        common.load.arrivalSeed = nil
        // A plan is plain values, which can always be written.
        let data = (try? SnakeCase.encoder().encode(common)) ?? Data()
        var digest = ContentDigest(Array(data))
        digest.add(Array((prompts ?? "").utf8))
        return digest.text
    }
}
