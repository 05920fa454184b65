import AuditTrail
import Counseling
import RecordStore
import Vault

extension Verification {
    /// Every appointment's tags are those of its time: with others it is missing in lists of a day, and its hour is booked
    /// again. Whoever has the keys can write them; without the schedule's key nobody can tell.
    mutating func checkTimes(
        _ revisions: [OpaqueID: [OpenedRecord]], in compartment: OpaqueID, room: RoomSession
    ) throws {
        let appointments = revisions.values.compactMap(\.last)
            .filter { $0.kind == Records.Kind.appointment.rawValue && $0.header.compartment == compartment }
        guard !appointments.isEmpty, let slots = try? Slots(session: room, reading: reading),
            let secrets = try? slots.secrets(of: Identifier(compartment)), !secrets.isEmpty
        else { return }
        for opened in appointments {
            // What came behind it may have been another state.
            let behind = RowAddress.record(opened.header.record, opened.header.revision + 1)
            guard try !mayHaveSpoken(behind) else { continue }
            // What is no appointment is named by the rules of its history.
            guard let appointment = try? Appointment(body: opened.body),
                OpaqueID(appointment.client) == compartment, OpaqueID(appointment.id) == opened.header.record
            else { continue }
            if (try? slots.agree(with: appointment, under: secrets)) != true {
                fault(.slotsDiffer, opened.header.record.hex)
            }
        }
    }
}

extension RecordHistory {
    /// An appointment stays with its client, counselor and time, and its states follow each other; a change is taken back
    /// once, by whoever made it, within the time allowed. It is the desk's, or that counselor's own.
    static func checkAppointment(
        _ revisions: [OpenedRecord], _ rights: RecordRights, isBehindLost: Bool = false
    ) throws {
        var bodies: [Appointment] = []
        for revision in revisions {
            let body = try Appointment(body: revision.body)
            let isOwn = OpaqueID(body.counselor) == revision.author
            guard OpaqueID(body.id) == revision.header.record, OpaqueID(body.client) == revision.header.compartment,
                rights.held(
                    isOwn ? [.counselor, .trainee, .frontDesk, .director] : [.frontDesk, .director], by: revision)
            else {
                throw RoomError.altered
            }
            if let last = bodies.last {
                let earlier = bodies.count > 1 ? bodies[bodies.count - 2] : nil
                let former = Int(revisions[bodies.count - 1].header.revision)
                // What was taken back to is not there to be compared.
                let isUnknown = isBehindLost && earlier == nil && body.undoes == former
                guard isUnknown || body.follows(last, earlier, number: former + 1) else { throw RoomError.altered }
                if body.undoes != nil, revisions[bodies.count - 1].author != revision.author { throw RoomError.altered }
            } else if !isBehindLost {
                guard [.requested, .confirmed].contains(body.state), body.undoes == nil, body.reopens == nil,
                    body.successor == nil, body.cancelledBy == nil
                else {
                    throw RoomError.altered
                }
            }
            bodies.append(body)
        }
    }

    /// A consent stays what was agreed to by whom; whoever received or explained it says so themself, and the client's counselors
    /// alone explain one.
    static func checkConsent(
        _ revisions: [OpenedRecord], _ rights: RecordRights, isBehindLost: Bool = false
    ) throws {
        var last: Consent?
        for revision in revisions {
            let body = try Consent(body: revision.body)
            guard OpaqueID(body.id) == revision.header.record, OpaqueID(body.client) == revision.header.compartment
            else {
                throw RoomError.altered
            }
            if let last {
                guard body.follows(last) else { throw RoomError.altered }
                if last.explainedBy == nil, let explainer = body.explainedBy, OpaqueID(explainer) != revision.author {
                    throw RoomError.altered
                }
            } else if !isBehindLost {
                guard body.withdrawn == nil, OpaqueID(body.receivedBy) == revision.author,
                    body.explainedBy == nil || body.explainedBy == body.receivedBy
                else { throw RoomError.altered }
            }
            let isExplainedBefore = last == nil ? isBehindLost : last?.explainedBy != nil
            if !isExplainedBefore, body.explainedBy != nil {
                guard rights.held([.counselor, .trainee], by: revision),
                    try rights.wasAssigned(revision.author, to: revision.header.compartment)
                else { throw RoomError.altered }
            }
            last = body
        }
    }
}
