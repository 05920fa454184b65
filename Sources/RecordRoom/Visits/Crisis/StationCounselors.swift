import RecordStore
import Vault

/// Who a client's counselors are, as far as a locked workstation can tell. It knows no duties, so it cannot judge who had the
/// right to assign: an assignment that anybody could have written must not decide to whom a flag is sealed.
struct StationCounselors {
    let reading: any StoreReading
    let chain: MembershipChain
    /// The same with people as they stand.
    let standing: MembershipChain

    /// The active people assigned to the file whom its key vouches for; nil where the file's history is not in order.
    func of(_ client: OpaqueID) throws -> [Member]? {
        do {
            let source = StoredCompartments(reading: reading)
            let history = try CompartmentHistory(of: client, from: source, chain: chain)
            let vouched = try history.vouched(source: source, chain: chain)
            let people = vouched.compactMap { standing.members[$0] }.filter { $0.effect == .active }
            return StationStaff(reading: reading, chain: chain).keyed(people, in: history, source)
                .sorted { $0.id < $1.id }
        } catch is VaultError { return nil }
    }
}
