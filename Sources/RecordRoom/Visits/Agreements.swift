import Counseling
import RecordStore
import Vault

/// The supervision agreements, which lie in `practice`, where everyone's program reads who supervises whom.
struct Agreements {
    /// One agreement as its newest version says it.
    struct Agreement {
        let id: OpaqueID
        let body: SupervisionAgreement

        var trainee: OpaqueID { OpaqueID(body.trainee) }
        var supervisor: OpaqueID { OpaqueID(body.supervisor) }
        var thread: OpaqueID { OpaqueID(body.thread) }
    }

    let session: RoomSession
    let reading: any StoreReading

    private var records: Records { Records(session: session, reading: reading) }

    /// All of them, those that ended too, by when they began.
    func all() throws -> [Agreement] {
        let practice = FixedCompartment.practice.id(in: session.chain.practice)
        var result: [Agreement] = []
        for found in try records.all(in: practice) where found.kind == Records.Kind.supervisionAgreement.rawValue {
            // Everybody can write a row here: what no director signed is passed over, and verification names it.
            guard let newest = (try? records.checkedHistory(of: found.header.record))?.last else { continue }
            result.append(Agreement(id: found.header.record, body: try SupervisionAgreement(body: newest.body)))
        }
        return result.sorted { ($0.body.from, $0.id) < ($1.body.from, $1.id) }
    }

    /// Those under which something can be done now: in force, between an active supervisor and an active trainee.
    func inForce(at now: UTCTime) throws -> [Agreement] {
        try all().filter { agreement in
            agreement.body.isInForce(at: now)
                && session.chain.members[agreement.supervisor]?.holds(.supervisor) == true
                && session.chain.members[agreement.trainee]?.holds([.trainee, .counselor]) == true
        }
    }

    /// Under which this identity supervises.
    func asSupervisor(at now: UTCTime) throws -> [Agreement] {
        guard session.chain.members[session.me]?.holds(.supervisor) == true else { return [] }
        return try inForce(at: now).filter { $0.supervisor == session.me }
    }

    /// Under which this identity is supervised.
    func asTrainee(at now: UTCTime) throws -> [Agreement] { try inForce(at: now).filter { $0.trainee == session.me } }
}
