-- SPDX-License-Identifier: GPL-2.0-or-later
-- Made by lua-compat/generate.lua from plugin/data/*.def: change those.
-- luacheck: no max line length
local data = {}

-- In the order in which they are registered.
data.fields = {
    { id = "explain", name = "labflow.explain", title = "Explanation", type = "STRING", base = "NONE", about = "What happens here, in one sentence" },
    { id = "phase", name = "labflow.phase", title = "Phase", type = "STRING", base = "NONE", about = "What this segment does for the connection: handshake, transfer, teardown, reset or closed" },
    { id = "stream", name = "labflow.stream", title = "Connection", type = "UINT32", base = "DEC", about = "Number of the connection, equal to tcp.stream" },
    { id = "role", name = "labflow.role", title = "Sender", type = "STRING", base = "NONE", about = "Who sent this segment: client, server or unknown" },
    { id = "role_guessed", name = "labflow.role.guessed", title = "Role guessed", type = "BOOLEAN", base = "NONE", about = "The capture holds no SYN: who is client is inferred" },
    { id = "handshake_step", name = "labflow.handshake.step", title = "Handshake step", type = "UINT8", base = "DEC", about = "1 SYN, 2 SYN+ACK, 3 the ACK that completes the handshake" },
    { id = "handshake_kind", name = "labflow.handshake.kind", title = "Handshake", type = "STRING", base = "NONE", about = "Kind of handshake as far as known at this frame" },
    { id = "handshake_rtt", name = "labflow.handshake.rtt", title = "Handshake time", type = "RELATIVE_TIME", base = "NONE", about = "From the first SYN to the ACK that completes the handshake" },
    { id = "teardown_step", name = "labflow.teardown.step", title = "Teardown step", type = "UINT8", base = "DEC", about = "1 first FIN, 2 the ACK that covers it, 3 the other side's FIN, 4 the ACK that covers that" },
    { id = "teardown_kind", name = "labflow.teardown.kind", title = "Teardown", type = "STRING", base = "NONE", about = "Kind of teardown as far as known at this frame" },
    { id = "teardown_initiator", name = "labflow.teardown.initiator", title = "Closed by", type = "STRING", base = "NONE", about = "Who sent the first FIN, or the RST" },
    { id = "client_state", name = "labflow.client.state", title = "Client state", type = "STRING", base = "NONE", about = "RFC 9293 state of the client after this segment" },
    { id = "server_state", name = "labflow.server.state", title = "Server state", type = "STRING", base = "NONE", about = "RFC 9293 state of the server after this segment" },
    { id = "transition", name = "labflow.transition", title = "Transition", type = "STRING", base = "NONE", about = "State change that this segment causes" },
    { id = "seq_expected", name = "labflow.seq.expected", title = "Sequence number expected", type = "UINT32", base = "DEC", about = "The sender's next in-order sequence number, relative" },
    { id = "seq_expected_raw", name = "labflow.seq.expected_raw", title = "Sequence number expected (raw)", type = "UINT32", base = "DEC", about = "The same as the 32-bit number on the wire" },
    { id = "seq_actual", name = "labflow.seq.actual", title = "Sequence number", type = "UINT32", base = "DEC", about = "Sequence number in the header, relative" },
    { id = "seq_actual_raw", name = "labflow.seq.actual_raw", title = "Sequence number (raw)", type = "UINT32", base = "DEC", about = "Sequence number in the header as it is on the wire" },
    { id = "seq_delta", name = "labflow.seq.delta", title = "Sequence number difference", type = "INT32", base = "DEC", about = "Actual less expected sequence number" },
    { id = "seq_verdict", name = "labflow.seq.verdict", title = "Sequence number verdict", type = "STRING", base = "NONE", about = "match, retransmission, overlap, gap, keep-alive or unknown" },
    { id = "ack_expected", name = "labflow.ack.expected", title = "Acknowledgement number expected", type = "UINT32", base = "DEC", about = "The number that acknowledges everything in order that this side has been sent so far, relative" },
    { id = "ack_expected_raw", name = "labflow.ack.expected_raw", title = "Acknowledgement number expected (raw)", type = "UINT32", base = "DEC", about = "The same as the 32-bit number on the wire" },
    { id = "ack_actual", name = "labflow.ack.actual", title = "Acknowledgement number", type = "UINT32", base = "DEC", about = "Acknowledgement number in the header, relative" },
    { id = "ack_actual_raw", name = "labflow.ack.actual_raw", title = "Acknowledgement number (raw)", type = "UINT32", base = "DEC", about = "Acknowledgement number in the header as it is on the wire" },
    { id = "ack_delta", name = "labflow.ack.delta", title = "Acknowledgement number difference", type = "INT32", base = "DEC", about = "Actual less expected acknowledgement number" },
    { id = "ack_verdict", name = "labflow.ack.verdict", title = "Acknowledgement verdict", type = "STRING", base = "NONE", about = "match, lagging (data still unacknowledged), ahead (bytes that the capture does not hold) or unknown" },
    { id = "ack_duplicate", name = "labflow.ack.duplicate", title = "Duplicate ACK", type = "BOOLEAN", base = "NONE", about = "Duplicate ACK in the sense of RFC 5681 section 2" },
    { id = "ack_frame", name = "labflow.ack.frame", title = "Acknowledges frame", type = "FRAMENUM", base = "ACK", about = "The latest frame whose octets (or SYN, or FIN) this ACK newly covers" },
    { id = "ack_formula", name = "labflow.ack.formula", title = "Acknowledgement sum", type = "STRING", base = "NONE", about = "How the acknowledgement number comes about" },
    { id = "acked_in", name = "labflow.acked_in", title = "Acknowledged in frame", type = "FRAMENUM", base = "ACK", about = "The frame whose ACK first covers everything this segment sent (known once that frame has been read)" },
    { id = "client_unacked", name = "labflow.client.unacked", title = "Client octets unacknowledged", type = "UINT32", base = "DEC", about = "Octets of the client that nobody has acknowledged when the connection closes" },
    { id = "server_unacked", name = "labflow.server.unacked", title = "Server octets unacknowledged", type = "UINT32", base = "DEC", about = "Octets of the server that nobody has acknowledged when the connection closes" },
    { id = "conn_state", name = "labflow.conn.state", title = "Connection state", type = "STRING", base = "NONE", about = "The connection so far in Zeek's conn_state words" },
    { id = "conn_history", name = "labflow.conn.history", title = "Connection history", type = "STRING", base = "NONE", about = "The connection so far in Zeek's history letters" },
    { id = "close_reason", name = "labflow.close.reason", title = "Reason for the close", type = "STRING", base = "NONE", about = "Why the connection closed, where the capture shows it" },
}

data.http_fields = {
    { id = "http_explain", name = "labflow.http.explain", title = "Explanation", type = "STRING", base = "NONE", about = "What this message does, in one sentence" },
    { id = "http_phase", name = "labflow.http.phase", title = "Phase", type = "STRING", base = "NONE", about = "request, interim (1xx), response, or upgraded (the first frame of the protocol that took over)" },
    { id = "http_exchange", name = "labflow.http.exchange", title = "Exchange", type = "UINT32", base = "DEC", about = "Number of the exchange on its connection, from 1" },
    { id = "http_stream", name = "labflow.http.stream", title = "HTTP/2 stream", type = "UINT32", base = "DEC", about = "Stream of HTTP/2 that carries the exchange" },
    { id = "http_method", name = "labflow.http.method", title = "Method", type = "STRING", base = "NONE", about = "Method of the request, on both halves of the exchange" },
    { id = "http_target", name = "labflow.http.target", title = "Target", type = "STRING", base = "NONE", about = "Target of the request, on both halves of the exchange" },
    { id = "http_host", name = "labflow.http.host", title = "Host", type = "STRING", base = "NONE", about = "Host that the request names, on both halves of the exchange" },
    { id = "http_status", name = "labflow.http.status", title = "Status", type = "UINT16", base = "DEC", about = "Status code of the response" },
    { id = "http_outcome", name = "labflow.http.outcome", title = "Outcome", type = "STRING", base = "NONE", about = "What the status means here; unanswered is known once the whole capture has been read" },
    { id = "http_request_in", name = "labflow.http.request_in", title = "Request in frame", type = "FRAMENUM", base = "REQUEST", about = "The frame in which the request that this answers is complete" },
    { id = "http_response_in", name = "labflow.http.response_in", title = "Response in frame", type = "FRAMENUM", base = "RESPONSE", about = "The frame in which the final response is complete (known once that frame has been read)" },
    { id = "http_latency", name = "labflow.http.latency", title = "Latency", type = "RELATIVE_TIME", base = "NONE", about = "From the last byte of the request to the first byte of the response" },
    { id = "http_duration", name = "labflow.http.duration", title = "Duration", type = "RELATIVE_TIME", base = "NONE", about = "From the first byte of the request to the last byte of the response" },
    { id = "http_body_expected", name = "labflow.http.body.expected", title = "Body promised", type = "UINT64", base = "DEC", about = "Length of the body in octets that the heads promise" },
    { id = "http_body_actual", name = "labflow.http.body.actual", title = "Body captured", type = "UINT64", base = "DEC", about = "Octets of the body that the capture holds, chunk framing left out" },
    { id = "http_range", name = "labflow.http.range", title = "Range", type = "STRING", base = "NONE", about = "The range that a 206 carries (Content-Range)" },
    { id = "http_validator", name = "labflow.http.validator", title = "Validator", type = "STRING", base = "NONE", about = "What made a 304: etag (If-None-Match) or last-modified (If-Modified-Since)" },
    { id = "http_location", name = "labflow.http.location", title = "Location", type = "STRING", base = "NONE", about = "Where a redirect points" },
    { id = "http_protocol", name = "labflow.http.protocol", title = "Protocol", type = "STRING", base = "NONE", about = "The protocol that the connection switches to" },
    { id = "http_persistence", name = "labflow.http.persistence", title = "Afterwards", type = "STRING", base = "NONE", about = "What becomes of the connection after this message: keep-alive, close or upgrade" },
    { id = "http_timeout", name = "labflow.http.keep_alive.timeout", title = "Keep-alive timeout", type = "UINT32", base = "DEC", about = "Seconds after which the sender closes the idle connection (Keep-Alive: timeout=)" },
    { id = "http_first_segment", name = "labflow.http.first_segment", title = "First segment", type = "FRAMENUM", base = "NONE", about = "The frame that carries the first byte of this message" },
    { id = "http_last_segment", name = "labflow.http.last_segment", title = "Last segment", type = "FRAMENUM", base = "NONE", about = "The frame that carries the last byte of this message" },
    { id = "http_segments", name = "labflow.http.segments", title = "Segments", type = "UINT32", base = "DEC", about = "How many TCP segments brought this message, retransmissions left out" },
    { id = "http_retransmissions", name = "labflow.http.retransmissions", title = "Retransmitted segments", type = "UINT32", base = "DEC", about = "How many segments of this message came again before it was complete" },
    { id = "http_acked_in", name = "labflow.http.acked_in", title = "Acknowledged in frame", type = "FRAMENUM", base = "ACK", about = "The frame whose ACK confirms the last byte of this message (known once that frame has been read)" },
    { id = "http_segment_of", name = "labflow.http.segment_of", title = "Segment of the message in frame", type = "FRAMENUM", base = "NONE", about = "This segment carries a part of the message that is complete in that frame (known once that frame has been read)" },
    { id = "http_segment_exchange", name = "labflow.http.segment.exchange", title = "Segment of exchange", type = "UINT32", base = "DEC", about = "Every segment that carries a part of a message has the number of its exchange (known once the message is complete, or the whole capture has been read)" },
    { id = "http_page_explain", name = "labflow.http.page.explain", title = "Among the client's connections", type = "STRING", base = "NONE", about = "What this connection is to the others of the same client to the same server" },
    { id = "http_page_site", name = "labflow.http.page.site", title = "Client and server", type = "UINT32", base = "DEC", about = "All connections of one client to one port of one server have the same number" },
    { id = "http_page_connection", name = "labflow.http.page.connection", title = "Connection to this server", type = "UINT32", base = "DEC", about = "Which of the client's connections to this server this is, from 1" },
    { id = "http_page_connections", name = "labflow.http.page.connections", title = "Connections to this server", type = "UINT32", base = "DEC", about = "How many there are in all (known once the whole capture has been read)" },
    { id = "http_page_order", name = "labflow.http.page.order", title = "Opened", type = "STRING", base = "NONE", about = "first, in series (those before had begun to close) or in parallel" },
    { id = "http_page_open", name = "labflow.http.page.open", title = "Open at once", type = "UINT32", base = "DEC", about = "How many of the client's connections to this server are open with this one" },
    { id = "http_page_request", name = "labflow.http.page.request", title = "Request to this server", type = "UINT32", base = "DEC", about = "Which of the client's requests to this server this is, or answers, over all connections, from 1" },
    { id = "http_page_busy", name = "labflow.http.page.busy", title = "Connections in use", type = "UINT32", base = "DEC", about = "On how many of the client's connections to this server an exchange is under way, with this request's; absent where the capture cannot tell" },
    { id = "http_page_dns_in", name = "labflow.http.page.dns_in", title = "DNS answer in frame", type = "FRAMENUM", base = "NONE", about = "The frame with the DNS answer that gave the server's address" },
    { id = "http_page_dns_name", name = "labflow.http.page.dns_name", title = "Name asked for", type = "STRING", base = "NONE", about = "The name that DNS was asked for to get the server's address" },
}

data.anomalies = {
    { id = "SYN_RETRANSMITTED", name = "syn_retransmitted", group = "SEQUENCE", severity = "NOTE", authority = "RFC 9293 section 3.8.1", en = "SYN retransmitted: no answer had reached the client", zh = "SYN 重传：客户端还没有收到应答" },
    { id = "SYN_ACK_RETRANSMITTED", name = "syn_ack_retransmitted", group = "SEQUENCE", severity = "NOTE", authority = "RFC 9293 section 3.8.1", en = "SYN+ACK retransmitted: the ACK that completes the handshake had not arrived", zh = "SYN+ACK 重传：完成握手的 ACK 尚未到达" },
    { id = "SYN_ACK_WRONG_NUMBER", name = "syn_ack_wrong_number", group = "SEQUENCE", severity = "WARN", authority = "RFC 9293 section 3.10.7.3", en = "SYN+ACK acknowledges a number that the SYN did not use", zh = "SYN+ACK 的确认号与 SYN 的序号不符" },
    { id = "REFUSED", name = "refused", group = "SEQUENCE", severity = "WARN", authority = "RFC 9293 section 3.5.2", en = "Connection refused: a RST answers the opening", zh = "连接被拒绝：以 RST 回应建立请求" },
    { id = "HANDSHAKE_INCOMPLETE", name = "handshake_incomplete", group = "SEQUENCE", severity = "WARN", authority = "RFC 9293 section 3.5", en = "The handshake never completed", zh = "握手始终没有完成" },
    { id = "SIMULTANEOUS_OPEN", name = "simultaneous_open", group = "SEQUENCE", severity = "NOTE", authority = "RFC 9293 section 3.5, figure 7", en = "Simultaneous open: both ends sent a SYN of their own", zh = "同时打开：两端各自发送了 SYN" },
    { id = "FAST_OPEN_DATA", name = "fast_open_data", group = "SEQUENCE", severity = "NOTE", authority = "RFC 7413 section 3", en = "Data in the SYN (fast open)", zh = "SYN 携带数据（TCP 快速打开）" },
    { id = "ACK_UNSEEN", name = "ack_unseen", group = "SEQUENCE", severity = "WARN", authority = "RFC 9293 section 3.4", en = "Acknowledges bytes that the capture does not hold", zh = "确认了抓包文件中没有的字节" },
    { id = "LOST_BEFORE_CAPTURE", name = "lost_before_capture", group = "SEQUENCE", severity = "WARN", authority = "RFC 9293 section 3.4", en = "Bytes before this segment are missing: lost before the capture point, or still on their way", zh = "此前的字节缺失：在抓包点之前丢失，或仍在途中" },
    { id = "RETRANSMISSION", name = "retransmission", group = "SEQUENCE", severity = "NOTE", authority = "RFC 9293 section 3.8.1", en = "Retransmission of bytes that were sent before", zh = "重传已发送过的字节" },
    { id = "DATA_AFTER_FIN", name = "data_after_fin", group = "SEQUENCE", severity = "ERROR", authority = "RFC 9293 section 3.6", en = "Data after its own FIN: the FIN had promised that there is no more", zh = "在自己的 FIN 之后又发送数据，违反 FIN 的约定" },
    { id = "DATA_ON_CLOSED", name = "data_on_closed", group = "SEQUENCE", severity = "WARN", authority = "RFC 9293 section 3.10.7.1", en = "Data on a closed connection", zh = "在已关闭的连接上发送数据" },
    { id = "FIN_RETRANSMITTED", name = "fin_retransmitted", group = "SEQUENCE", severity = "NOTE", authority = "RFC 9293 section 3.8.1", en = "FIN retransmitted: its ACK had not arrived", zh = "FIN 重传：对它的 ACK 尚未到达" },
    { id = "FIN_UNACKED", name = "fin_unacked", group = "SEQUENCE", severity = "WARN", authority = "RFC 9293 section 3.6", en = "A FIN was never acknowledged", zh = "FIN 始终没有得到确认" },
    { id = "FIN_NOT_COVERED", name = "fin_not_covered", group = "SEQUENCE", severity = "NOTE", authority = "RFC 9293 section 3.4", en = "This ACK covers data only, not the FIN before it", zh = "此 ACK 只确认数据，并未确认之前的 FIN" },
    { id = "HALF_CLOSED", name = "half_closed", group = "SEQUENCE", severity = "NOTE", authority = "RFC 9293 section 3.6", en = "Half-closed connection: one end has sent its FIN, the other goes on", zh = "半关闭：一端已发送 FIN，另一端仍在继续" },
    { id = "SIMULTANEOUS_CLOSE", name = "simultaneous_close", group = "SEQUENCE", severity = "NOTE", authority = "RFC 9293 section 3.6, figure 13", en = "Simultaneous close: both FINs were on their way at once", zh = "同时关闭：双方的 FIN 同时在途中" },
    { id = "RST_OUTSTANDING", name = "rst_outstanding", group = "SEQUENCE", severity = "WARN", authority = "RFC 9293 section 3.10.5", en = "RST with data outstanding: unacknowledged bytes are lost", zh = "RST 时仍有未确认的数据，这些字节被丢弃" },
    { id = "RST_FOR_LAST_ACK", name = "rst_for_last_ack", group = "SEQUENCE", severity = "NOTE", authority = "RFC 9293 section 3.6", en = "RST instead of the last ACK of the close", zh = "以 RST 代替关闭过程的最后一个 ACK" },
    { id = "RST_WRONG_ACK", name = "rst_wrong_ack", group = "SEQUENCE", severity = "WARN", authority = "RFC 9293 section 3.10.7.3", en = "RST that does not acknowledge the SYN it would refuse: it is not obeyed", zh = "RST 没有确认它要拒绝的 SYN，不会被接受" },
    { id = "RST_OUT_OF_WINDOW", name = "rst_out_of_window", group = "SEQUENCE", severity = "WARN", authority = "RFC 5961 section 3.2", en = "RST whose number the receiver does not expect: it is not obeyed", zh = "RST 的序号不是接收方期望的值，不会被接受" },
    { id = "CHALLENGE_ACK", name = "challenge_ack", group = "SEQUENCE", severity = "NOTE", authority = "RFC 5961 sections 3.2 and 4.2", en = "Challenge ACK: answers a SYN or RST that was not accepted", zh = "挑战 ACK：回应未被接受的 SYN 或 RST" },
    { id = "PORT_REUSED_TIME_WAIT", name = "port_reused_time_wait", group = "SEQUENCE", severity = "NOTE", authority = "RFC 9293 section 3.6.1", en = "Port pair reused inside TIME-WAIT", zh = "在 TIME-WAIT 期间重用端口对" },
    { id = "KEEP_ALIVE", name = "keep_alive", group = "SEQUENCE", severity = "NOTE", authority = "RFC 9293 section 3.8.4", en = "Keep-alive probe", zh = "保活探测" },
    { id = "KEEP_ALIVE_ANSWER", name = "keep_alive_answer", group = "SEQUENCE", severity = "NOTE", authority = "RFC 9293 section 3.8.4", en = "Answer to a keep-alive probe", zh = "对保活探测的应答" },
    { id = "ZERO_WINDOW", name = "zero_window", group = "SEQUENCE", severity = "WARN", authority = "RFC 9293 section 3.8.6", en = "Zero window: the receiver's buffer is full", zh = "零窗口：接收方缓冲区已满" },
    { id = "ZERO_WINDOW_PROBE", name = "zero_window_probe", group = "SEQUENCE", severity = "NOTE", authority = "RFC 9293 section 3.8.6.1", en = "Zero-window probe", zh = "零窗口探测" },
    { id = "DUPLICATE_ACK", name = "duplicate_ack", group = "SEQUENCE", severity = "NOTE", authority = "RFC 5681 section 2", en = "Duplicate ACK", zh = "重复 ACK" },
    { id = "DSACK", name = "dsack", group = "SEQUENCE", severity = "NOTE", authority = "RFC 2883 section 4", en = "D-SACK: the receiver got these bytes twice", zh = "D-SACK：接收方重复收到这些字节" },
    { id = "DUPLICATE_FRAME", name = "duplicate_frame", group = "SEQUENCE", severity = "NOTE", authority = "RFC 9293 section 3.4", en = "The same segment captured twice, as a mirror port does", zh = "同一报文段被抓取两次（如镜像端口）" },
    { id = "NO_ACK", name = "no_ack", group = "SEQUENCE", severity = "WARN", authority = "RFC 9293 section 3.10.7.4", en = "Neither ACK nor SYN nor RST is set: the receiver drops the segment", zh = "既无 ACK、SYN，也无 RST：接收方会丢弃该报文段" },
}

data.http_anomalies = {
    { id = "REQUEST_UNANSWERED", name = "request_unanswered", group = "SEQUENCE", severity = "WARN", authority = "RFC 9112 section 9.5", en = "The request is never answered", zh = "请求始终没有得到响应" },
    { id = "RESPONSE_WITHOUT_REQUEST", name = "response_without_request", group = "SEQUENCE", severity = "WARN", authority = "RFC 9112 section 9.2", en = "A response whose request the capture does not hold", zh = "响应在抓包中没有对应的请求" },
    { id = "BODY_SHORT", name = "body_short", group = "PROTOCOL", severity = "ERROR", authority = "RFC 9112 section 8", en = "The body is shorter than its head promises: the connection ended before it", zh = "消息体比首部承诺的短：连接提前结束" },
    { id = "CHUNKS_UNFINISHED", name = "chunks_unfinished", group = "PROTOCOL", severity = "ERROR", authority = "RFC 9112 section 8", en = "The chunked body has no last chunk: the connection ended before it", zh = "分块消息体没有最后一块：连接提前结束" },
    { id = "HEAD_UNFINISHED", name = "head_unfinished", group = "PROTOCOL", severity = "ERROR", authority = "RFC 9112 section 8", en = "The connection ended in the middle of the head", zh = "连接在首部中途结束" },
    { id = "BODY_NOT_CAPTURED", name = "body_not_captured", group = "SEQUENCE", severity = "NOTE", authority = "RFC 9112 section 6.3", en = "The capture lacks octets of this message's body", zh = "抓包缺少此消息体的部分字节" },
    { id = "KEEP_ALIVE_TIMEOUT", name = "keep_alive_timeout", group = "SEQUENCE", severity = "NOTE", authority = "RFC 9112 section 9.5", en = "Idle connection closed by the server's keep-alive timeout", zh = "空闲连接因服务器的保持连接超时而关闭" },
    { id = "PIPELINED", name = "pipelined", group = "SEQUENCE", severity = "NOTE", authority = "RFC 9112 section 9.3.2", en = "Pipelined: sent before the response to the request before it was complete", zh = "流水线请求：在前一个请求的响应完成之前发出" },
    { id = "REQUEST_AFTER_CLOSE", name = "request_after_close", group = "PROTOCOL", severity = "WARN", authority = "RFC 9112 section 9.6", en = "A request after the one that was to be the last on this connection", zh = "在声明为最后一个的请求之后又发送请求" },
    { id = "EARLY_RESPONSE", name = "early_response", group = "SEQUENCE", severity = "NOTE", authority = "RFC 9112 section 9.5", en = "The final response comes before the request is complete", zh = "请求尚未发送完毕，最终响应已经到达" },
    { id = "UNASKED_NOT_MODIFIED", name = "unasked_not_modified", group = "PROTOCOL", severity = "WARN", authority = "RFC 9110 section 15.4.5", en = "304 answers a request that was not conditional", zh = "304 响应了一个非条件请求" },
    { id = "VALIDATOR_MISMATCH", name = "validator_mismatch", group = "PROTOCOL", severity = "WARN", authority = "RFC 9110 section 13.1.2", en = "304, but If-None-Match does not hold the ETag of the response", zh = "304 响应，但 If-None-Match 中没有该响应的 ETag" },
    { id = "UNASKED_PARTIAL", name = "unasked_partial", group = "PROTOCOL", severity = "WARN", authority = "RFC 9110 section 15.3.7", en = "206 answers a request that has no Range", zh = "206 响应了一个没有 Range 的请求" },
    { id = "RANGE_MISMATCH", name = "range_mismatch", group = "PROTOCOL", severity = "WARN", authority = "RFC 9110 section 14.4", en = "Content-Range and the length of the body do not fit", zh = "Content-Range 与消息体长度不符" },
    { id = "BAD_VERSION", name = "bad_version", group = "PROTOCOL", severity = "WARN", authority = "RFC 9112 section 2.3", en = "The version in the start line is no number", zh = "起始行中的版本号不是数字" },
    { id = "BAD_TARGET", name = "bad_target", group = "PROTOCOL", severity = "WARN", authority = "RFC 9112 section 3.2", en = "The request target holds a space", zh = "请求目标中含有空格" },
    { id = "BAD_HEADER", name = "bad_header", group = "PROTOCOL", severity = "WARN", authority = "RFC 9112 section 5", en = "A header line without a field name", zh = "首部行缺少字段名" },
    { id = "FOLDED_HEADER", name = "folded_header", group = "PROTOCOL", severity = "NOTE", authority = "RFC 9112 section 5.2", en = "A header field folded over several lines, which is obsolete", zh = "首部字段折行（已废弃）" },
    { id = "BAD_LENGTH", name = "bad_content_length", group = "PROTOCOL", severity = "ERROR", authority = "RFC 9112 section 6.3", en = "Content-Length is no number, or there are two different ones", zh = "Content-Length 不是数字，或有两个不同的值" },
    { id = "TWO_LENGTHS", name = "two_lengths", group = "PROTOCOL", severity = "WARN", authority = "RFC 9112 section 6.1", en = "Both Content-Length and Transfer-Encoding: the latter counts, and it may be an attack", zh = "同时有 Content-Length 与 Transfer-Encoding：以后者为准，可能是攻击" },
    { id = "UNKNOWN_CODING", name = "unknown_transfer_coding", group = "PROTOCOL", severity = "ERROR", authority = "RFC 9112 section 6.3", en = "The body's last transfer coding is not chunked: nobody can tell where the request ends", zh = "最后一个传输编码不是 chunked：无法得知请求在何处结束" },
    { id = "BAD_CHUNK", name = "bad_chunk", group = "PROTOCOL", severity = "ERROR", authority = "RFC 9112 section 7.1", en = "A chunk without its length or its end", zh = "分块缺少长度或结尾" },
    { id = "NO_HOST", name = "no_host", group = "PROTOCOL", severity = "WARN", authority = "RFC 9112 section 3.2", en = "An HTTP/1.1 request without Host", zh = "HTTP/1.1 请求没有 Host" },
    { id = "HEAD_TOO_LONG", name = "head_too_long", group = "PROTOCOL", severity = "ERROR", authority = "RFC 9110 section 5.4", en = "The head is longer than anybody accepts", zh = "首部过长，超出任何实现的上限" },
    { id = "NOT_HTTP", name = "not_http", group = "PROTOCOL", severity = "WARN", authority = "RFC 9112 section 2.2", en = "Octets that are no message where one is due", zh = "应为消息之处的字节不是 HTTP 消息" },
}

-- Numbers from 0, in C's order; states are compared by them.
data.enum, data.name = {}, {}
data.enum.role = { CLIENT = 0, SERVER = 1, UNKNOWN = 2 }
data.name.role = { [0] = "client", [1] = "server", [2] = "unknown" }
data.enum.state = { UNKNOWN = 0, CLOSED = 1, LISTEN = 2, SYN_SENT = 3, SYN_RECEIVED = 4, ESTABLISHED = 5, FIN_WAIT_1 = 6, FIN_WAIT_2 = 7, CLOSE_WAIT = 8, CLOSING = 9, LAST_ACK = 10, TIME_WAIT = 11 }
data.name.state = { [0] = "UNKNOWN", [1] = "CLOSED", [2] = "LISTEN", [3] = "SYN-SENT", [4] = "SYN-RECEIVED", [5] = "ESTABLISHED", [6] = "FIN-WAIT-1", [7] = "FIN-WAIT-2", [8] = "CLOSE-WAIT", [9] = "CLOSING", [10] = "LAST-ACK", [11] = "TIME-WAIT" }
data.enum.phase = { HANDSHAKE = 0, TRANSFER = 1, TEARDOWN = 2, RESET = 3, CLOSED = 4 }
data.name.phase = { [0] = "handshake", [1] = "transfer", [2] = "teardown", [3] = "reset", [4] = "closed" }
data.enum.handshake_kind = { UNSEEN = 0, INCOMPLETE = 1, THREE_WAY = 2, SIMULTANEOUS = 3, FAST_OPEN = 4, REFUSED = 5 }
data.name.handshake_kind = { [0] = "unseen", [1] = "incomplete", [2] = "three-way", [3] = "simultaneous", [4] = "fast-open", [5] = "refused" }
data.enum.teardown_kind = { NONE = 0, HALF_CLOSED = 1, FOUR_SEGMENT = 2, THREE_SEGMENT = 3, SIMULTANEOUS = 4, RESET = 5 }
data.name.teardown_kind = { [0] = "", [1] = "half-closed", [2] = "four-segment", [3] = "three-segment", [4] = "simultaneous", [5] = "reset" }
data.enum.seq_verdict = { UNKNOWN = 0, MATCH = 1, RETRANSMISSION = 2, OVERLAP = 3, GAP = 4, KEEP_ALIVE = 5 }
data.name.seq_verdict = { [0] = "unknown", [1] = "match", [2] = "retransmission", [3] = "overlap", [4] = "gap", [5] = "keep-alive" }
data.enum.ack_verdict = { NONE = 0, UNKNOWN = 1, MATCH = 2, LAGGING = 3, AHEAD = 4 }
data.name.ack_verdict = { [0] = "", [1] = "unknown", [2] = "match", [3] = "lagging", [4] = "ahead" }
data.enum.close_reason = { NONE = 0, CONNECTION_CLOSE = 1, HTTP_1_0 = 2, KEEP_ALIVE_TIMEOUT = 3, CLIENT_ABORT = 4, SERVER_ABORT = 5, REFUSED = 6, APPLICATION = 7 }
data.name.close_reason = { [0] = "", [1] = "connection-close", [2] = "http/1.0", [3] = "keep-alive-timeout", [4] = "client-abort", [5] = "server-abort", [6] = "refused", [7] = "application" }
data.enum.conn_state = { OTH = 0, S0 = 1, S1 = 2, SF = 3, REJ = 4, S2 = 5, S3 = 6, RSTO = 7, RSTR = 8, RSTOS0 = 9, RSTRH = 10, SH = 11, SHR = 12 }
data.name.conn_state = { [0] = "OTH", [1] = "S0", [2] = "S1", [3] = "SF", [4] = "REJ", [5] = "S2", [6] = "S3", [7] = "RSTO", [8] = "RSTR", [9] = "RSTOS0", [10] = "RSTRH", [11] = "SH", [12] = "SHR" }
data.enum.http_phase = { NONE = 0, REQUEST = 1, INTERIM = 2, RESPONSE = 3, UPGRADED = 4 }
data.name.http_phase = { [0] = "", [1] = "request", [2] = "interim", [3] = "response", [4] = "upgraded" }
data.enum.http_persistence = { NONE = 0, KEEP_ALIVE = 1, CLOSE = 2, UPGRADE = 3 }
data.name.http_persistence = { [0] = "", [1] = "keep-alive", [2] = "close", [3] = "upgrade" }
data.enum.http_outcome = { NONE = 0, OK = 1, NOT_MODIFIED = 2, PARTIAL = 3, REDIRECT = 4, SWITCHING = 5, CLIENT_ERROR = 6, SERVER_ERROR = 7, UNANSWERED = 8 }
data.name.http_outcome = { [0] = "", [1] = "ok", [2] = "not-modified", [3] = "partial", [4] = "redirect", [5] = "switching-protocols", [6] = "client-error", [7] = "server-error", [8] = "unanswered" }
data.enum.http_validator = { NONE = 0, ETAG = 1, MODIFIED = 2, ETAG_ALONE = 3, MODIFIED_ALONE = 4 }
data.name.http_validator = { [0] = "", [1] = "etag", [2] = "last-modified", [3] = "etag", [4] = "last-modified" }

-- { state, event, next }
data.transitions = {
    { "CLOSED", "SEND_SYN", "SYN_SENT" }, -- 3.10.1: active OPEN
    { "LISTEN", "SEND_SYN", "SYN_SENT" }, -- 3.10.1: active OPEN of a listening end
    { "TIME_WAIT", "SEND_SYN", "SYN_SENT" }, -- 3.6.1: the old incarnation is given up
    { "SYN_RECEIVED", "SEND_SYN", "SYN_SENT" }, -- 3.5: a SYN without ACK: the peer's SYN had not arrived (figure 7)
    { "ESTABLISHED", "SEND_SYN_AGAIN", "SYN_SENT" }, -- 3.8.1: a retransmitted SYN: the SYN+ACK had not arrived
    { "SYN_RECEIVED", "SEND_SYN_AGAIN", "SYN_SENT" }, -- 3.8.1: a retransmitted SYN: the peer's SYN had not arrived
    { "CLOSED", "SEND_SYN_AGAIN", "SYN_SENT" }, -- 3.10.1: another attempt with the same number
    { "SYN_SENT", "SEND_SYN_ACK", "SYN_RECEIVED" }, -- 3.10.7.3: it had received a SYN (simultaneous open)
    { "CLOSED", "SEND_SYN_ACK", "SYN_RECEIVED" }, -- 3.10.7.2: it was listening and had received a SYN
    { "LISTEN", "SEND_SYN_ACK", "SYN_RECEIVED" }, -- 3.10.7.2: it had received a SYN
    { "TIME_WAIT", "SEND_SYN_ACK", "SYN_RECEIVED" }, -- 3.6.1: a new SYN accepted in TIME-WAIT (RFC 1122 section 4.2.2.13)
    { "UNKNOWN", "SEND_SYN_ACK", "SYN_RECEIVED" }, -- 3.10.7.2: it had received a SYN
    { "ESTABLISHED", "SEND_SYN_ACK_AGAIN", "SYN_RECEIVED" }, -- 3.8.1: a retransmitted SYN+ACK: the ACK had not arrived
    { "SYN_SENT", "SEND_ACK", "ESTABLISHED" }, -- 3.10.7.3: it acknowledges a SYN that the capture does not hold
    { "SYN_RECEIVED", "SEND_DATA", "ESTABLISHED" }, -- 3.10.7.4: it sends data: its SYN had been acknowledged
    { "SYN_RECEIVED", "SEND_FOREIGN_ACK", "UNKNOWN" }, -- 3.5.1: it answers a SYN with an ACK of something else: an older incarnation (figure 9)
    { "CLOSED", "RECV_SYN", "SYN_RECEIVED" }, -- 3.10.7.2: a new SYN for a port that listens again
    { "LISTEN", "RECV_SYN", "SYN_RECEIVED" }, -- 3.10.7.2: SYN
    { "TIME_WAIT", "RECV_SYN", "SYN_RECEIVED" }, -- 3.6.1: a new SYN accepted in TIME-WAIT (RFC 1122 section 4.2.2.13)
    { "SYN_SENT", "RECV_SYN", "SYN_RECEIVED" }, -- 3.10.7.3: SYN without ACK of ours (simultaneous open)
    { "SYN_SENT", "RECV_SYN_ACK", "ESTABLISHED" }, -- 3.10.7.3: SYN, and our SYN is acknowledged
    { "SYN_RECEIVED", "RECV_SYN_ACK", "ESTABLISHED" }, -- 3.10.7.4: our SYN is acknowledged (figure 7)
    { "SYN_RECEIVED", "RECV_ACK_OF_SYN", "ESTABLISHED" }, -- 3.10.7.4: our SYN is acknowledged
    { "SYN_SENT", "SEND_FIN", "FIN_WAIT_1" }, -- 3.10.4: CLOSE after a SYN+ACK that the capture does not hold
    { "SYN_RECEIVED", "SEND_FIN", "FIN_WAIT_1" }, -- 3.10.4: CLOSE in SYN-RECEIVED
    { "ESTABLISHED", "SEND_FIN", "FIN_WAIT_1" }, -- 3.10.4: CLOSE
    { "CLOSE_WAIT", "SEND_FIN", "LAST_ACK" }, -- 3.10.4: CLOSE after the peer's FIN
    { "CLOSE_WAIT", "SEND_FIN_CROSSING", "FIN_WAIT_1" }, -- 3.6: a FIN whose ACK leaves out the peer's FIN: that had not arrived (figure 13)
    { "ESTABLISHED", "SEND_FIN_CROSSING", "FIN_WAIT_1" }, -- 3.10.4: CLOSE before the peer's FIN arrived
    { "SYN_RECEIVED", "SEND_FIN_CROSSING", "FIN_WAIT_1" }, -- 3.10.4: CLOSE before the peer's FIN arrived
    { "FIN_WAIT_2", "SEND_FIN_AGAIN", "FIN_WAIT_1" }, -- 3.8.1: a retransmitted FIN: its ACK had not arrived
    { "FIN_WAIT_1", "RECV_ACK_OF_FIN", "FIN_WAIT_2" }, -- 3.10.7.4: our FIN is acknowledged
    { "CLOSING", "RECV_ACK_OF_FIN", "TIME_WAIT" }, -- 3.10.7.4: our FIN is acknowledged
    { "LAST_ACK", "RECV_ACK_OF_FIN", "CLOSED" }, -- 3.10.7.4: our FIN is acknowledged
    { "SYN_RECEIVED", "RECV_FIN", "CLOSE_WAIT" }, -- 3.10.7.4: FIN
    { "ESTABLISHED", "RECV_FIN", "CLOSE_WAIT" }, -- 3.10.7.4: FIN
    { "FIN_WAIT_1", "RECV_FIN", "CLOSING" }, -- 3.10.7.4: FIN while ours is not acknowledged
    { "FIN_WAIT_2", "RECV_FIN", "TIME_WAIT" }, -- 3.10.7.4: FIN
    { "TIME_WAIT", "TIMEOUT_2MSL", "CLOSED" }, -- 3.10.8: 2 MSL have passed
    { "LISTEN", "SEND_RST", "CLOSED" }, -- 3.10.7.1: nobody listens
    { "SYN_SENT", "SEND_RST", "CLOSED" }, -- 3.10.5: ABORT
    { "SYN_RECEIVED", "SEND_RST", "CLOSED" }, -- 3.10.7.1: nobody listens, or ABORT
    { "ESTABLISHED", "SEND_RST", "CLOSED" }, -- 3.10.5: ABORT
    { "FIN_WAIT_1", "SEND_RST", "CLOSED" }, -- 3.10.5: ABORT
    { "FIN_WAIT_2", "SEND_RST", "CLOSED" }, -- 3.10.5: ABORT
    { "CLOSE_WAIT", "SEND_RST", "CLOSED" }, -- 3.10.5: ABORT
    { "CLOSING", "SEND_RST", "CLOSED" }, -- 3.10.5: ABORT
    { "LAST_ACK", "SEND_RST", "CLOSED" }, -- 3.10.5: ABORT
    { "TIME_WAIT", "SEND_RST", "CLOSED" }, -- 3.10.7.1: the connection is already gone at this end
    { "UNKNOWN", "SEND_RST", "CLOSED" }, -- 3.10.7.1: ABORT, or no such connection
    { "SYN_SENT", "RECV_RST", "CLOSED" }, -- 3.10.7.3: connection refused
    { "SYN_RECEIVED", "RECV_RST", "CLOSED" }, -- 3.10.7.4: connection refused
    { "SYN_RECEIVED", "RECV_RST_PASSIVE", "LISTEN" }, -- 3.10.7.4: a passive OPEN returns to LISTEN
    { "ESTABLISHED", "RECV_RST", "CLOSED" }, -- 3.10.7.4: connection reset
    { "FIN_WAIT_1", "RECV_RST", "CLOSED" }, -- 3.10.7.4: connection reset
    { "FIN_WAIT_2", "RECV_RST", "CLOSED" }, -- 3.10.7.4: connection reset
    { "CLOSE_WAIT", "RECV_RST", "CLOSED" }, -- 3.10.7.4: connection reset
    { "CLOSING", "RECV_RST", "CLOSED" }, -- 3.10.7.4: RST
    { "LAST_ACK", "RECV_RST", "CLOSED" }, -- 3.10.7.4: RST
    { "TIME_WAIT", "RECV_RST", "CLOSED" }, -- 3.10.7.4: RST
    { "UNKNOWN", "RECV_RST", "CLOSED" }, -- 3.10.7.4: connection reset
}

data.sentences = {
    SYN = {
        en = "Handshake step 1: the {who} asks to open a connection with SYN, seq {seq}; the SYN counts as one, so the answer must acknowledge {end}.",
        zh = "第一次握手：{who}发送 SYN 请求建立连接，序号 seq={seq}；SYN 占一个序号，因此应答的确认号应为 {end}。",
    },
    SYN_AGAIN = {
        en = "Handshake step 1 again: no acceptable answer had reached the {who}, so it sends its SYN once more with the same number {seq}.",
        zh = "重发第一次握手：{who}没有收到可接受的应答，以相同序号 {seq} 重传 SYN。",
    },
    SYN_DATA = {
        en = "Handshake step 1 with fast open: the {who}'s SYN (seq {seq}) already carries {len} of data.",
        zh = "第一次握手（快速打开）：{who}的 SYN（序号 {seq}）已携带 {len}数据。",
    },
    SYN_CROSSING = {
        en = "Simultaneous open: the {who} sends a SYN of its own (seq {seq}) without acknowledging the {peer}'s, so that had not arrived yet.",
        zh = "同时打开：{who}也发送了自己的 SYN（序号 {seq}），且没有确认{peer}的 SYN，说明后者尚未到达。",
    },
    SYN_ACK = {
        en = "Handshake step 2: the {who} accepts with SYN+ACK, seq {seq}, and acknowledges the {peer}'s SYN: {sum}.",
        zh = "第二次握手：{who}以 SYN+ACK 同意建立连接，seq={seq}，并确认{peer}的 SYN：{sum}。",
    },
    SYN_ACK_AGAIN = {
        en = "Handshake step 2 again: the ACK that completes the handshake had not reached the {who}, so it repeats SYN+ACK (seq {seq}, ack {ack}).",
        zh = "重发第二次握手：完成握手的 ACK 没有到达{who}，于是重传 SYN+ACK（seq={seq}，ack={ack}）。",
    },
    SYN_ACK_WRONG = {
        en = "The {who}'s SYN+ACK acknowledges {ack} where {want} was expected: it does not answer the SYN in this capture, and the {peer} will refuse it.",
        zh = "{who}的 SYN+ACK 确认号为 {ack}，而应为 {want}：它不是对本次 SYN 的应答，{peer}会拒绝。",
    },
    SYN_ACK_FIRST = {
        en = "Handshake step 2: the {who} answers with SYN+ACK, seq {seq}, ack {ack}; the SYN that it answers is not in the capture before it.",
        zh = "第二次握手：{who}以 SYN+ACK 应答，seq={seq}，ack={ack}；它所应答的 SYN 在此前的抓包中没有出现。",
    },
    COMPLETE = {
        en = "Handshake step 3: the {who} acknowledges the {peer}'s SYN ({sum}); both ends are ESTABLISHED.",
        zh = "第三次握手：{who}确认{peer}的 SYN（{sum}），双方进入 ESTABLISHED 状态。",
    },
    COMPLETE_MORE = {
        en = "Handshake step 3: the {who} acknowledges the {peer}'s SYN and everything after it up to {ack} ({sum}); now {who} {me}, {peer} {other}.",
        zh = "第三次握手：{who}确认{peer}的 SYN 以及其后直到 {ack} 的全部内容（{sum}）。{who} {me}，{peer} {other}。",
    },
    COMPLETE_FIN = {
        en = "Handshake step 3 and teardown step 1 in one: the {who}'s ACK {ack} completes the handshake, and its FIN (seq {fin}){with} already closes its direction, to be acknowledged with {end}; now {who} {me}, {peer} {other}.",
        zh = "第三次握手与第一次挥手合一：{who}的 ACK {ack} 完成握手，同时其 FIN（seq={fin}）{with}已关闭自己的方向，应以 {end} 确认。{who} {me}，{peer} {other}。",
    },
    COMPLETE_UNSEEN = {
        en = "Handshake step 3: the {who} acknowledges {ack}; the SYN+ACK before it is not in the capture, yet both ends are ESTABLISHED.",
        zh = "第三次握手：{who}确认 {ack}；之前的 SYN+ACK 不在抓包中，但双方已进入 ESTABLISHED 状态。",
    },
    COMPLETE_DATA = {
        en = "Handshake step 3 and first data in one: the {who}'s ACK {ack} completes the handshake, and {len} (seq {seq} to {end}) come with it.",
        zh = "第三次握手并携带数据：{who}的 ACK {ack} 完成握手，同时带来 {len}（seq {seq} 至 {end}）。",
    },
    REFUSED = {
        en = "Connection refused: the {who} answers the opening with RST; no connection comes about.",
        zh = "连接被拒绝：{who}以 RST 回应，连接没有建立。",
    },
    REJECTED = {
        en = "The {who} refuses the {peer}'s answer with RST (seq {seq}), because it did not acknowledge the {who}'s SYN; the {who} stays {me} and may still be answered rightly.",
        zh = "{who}以 RST（seq={seq}）拒绝{peer}的应答，因为它没有确认{who}的 SYN；{who}仍为 {me}，仍可得到正确的应答。",
    },
    FIN_FIRST = {
        en = "Teardown step 1: the {who} has nothing more to send and sends FIN (seq {fin}){with}; the FIN counts as one, so the ACK for it must be {end}; now {who} {me}, {peer} {other}.",
        zh = "第一次挥手：{who}不再发送数据，发出 FIN（seq={fin}）{with}；FIN 占一个序号，对它的确认号应为 {end}。{who} {me}，{peer} {other}。",
    },
    FIN_SECOND = {
        en = "Teardown step 3: the {who} closes its direction too with FIN (seq {fin}){with}; the ACK for it must be {end}; now {who} {me}, {peer} {other}.",
        zh = "第三次挥手：{who}也关闭自己的方向，发出 FIN（seq={fin}）{with}，对它的确认号应为 {end}。{who} {me}，{peer} {other}。",
    },
    FIN_UNCLEAR = {
        en = "The {who} sends FIN (seq {fin}){with}, to be acknowledged with {end}; whether the {peer} had sent its own before, the capture does not show.",
        zh = "{who}发出 FIN（seq={fin}）{with}，应以 {end} 确认；{peer}此前是否已发送 FIN，抓包中看不出来。",
    },
    FIN_BOTH = {
        en = "Teardown steps 2 and 3 in one segment: the {who} acknowledges the {peer}'s FIN ({sum}) and sends its own (seq {fin}){with}, to be acknowledged with {end}.",
        zh = "第二、三次挥手合并在一个报文段中：{who}确认{peer}的 FIN（{sum}），同时发出自己的 FIN（seq={fin}）{with}，应以 {end} 确认。",
    },
    FIN_CROSSING = {
        en = "Simultaneous close: the {who} sends FIN (seq {fin}){with} while its ACK {ack} leaves out the {peer}'s FIN, so both FINs were on their way at once.",
        zh = "同时关闭：{who}发出 FIN（seq={fin}）{with}，而其确认号 {ack} 不含{peer}的 FIN，说明双方的 FIN 同时在途中。",
    },
    FIN_AGAIN = {
        en = "The {who} repeats its FIN (seq {fin}): the ACK for it had not arrived; this is no new step of the teardown.",
        zh = "{who}重传 FIN（seq={fin}）：对它的 ACK 没有到达，这不是新的一次挥手。",
    },
    FIN_AGAIN_ACK = {
        en = "Teardown step {step}: the {who} repeats its FIN (seq {fin}) and now acknowledges the {peer}'s FIN with it ({sum}); now {who} {me}, {peer} {other}.",
        zh = "第 {step} 次挥手：{who}重传自己的 FIN（seq={fin}），并同时确认{peer}的 FIN（{sum}）。{who} {me}，{peer} {other}。",
    },
    FIN_ACKED = {
        en = "Teardown step 2: the {who} acknowledges the {peer}'s FIN ({sum}); the {peer} is {other}, the {who} may still send.",
        zh = "第二次挥手：{who}确认{peer}的 FIN（{sum}）；{peer}进入 {other}，{who}仍可继续发送数据。",
    },
    FIN_ACKED_BOTH = {
        en = "Teardown step 2: the {who} acknowledges the {peer}'s FIN ({sum}); now {who} {me}, {peer} {other}.",
        zh = "第二次挥手：{who}确认{peer}的 FIN（{sum}）。{who} {me}，{peer} {other}。",
    },
    FIN_ACKED_LAST = {
        en = "Teardown step 4: the {who} acknowledges the {peer}'s FIN ({sum}); the {who} is {me}, the {peer} {other}.",
        zh = "第四次挥手：{who}确认{peer}的 FIN（{sum}）；{who}为 {me}，{peer}为 {other}。",
    },
    FIN_ACKED_UNCLEAR = {
        en = "The {who} acknowledges the {peer}'s FIN ({sum}); whether that is step 2 or 4 of the teardown, the capture does not show.",
        zh = "{who}确认{peer}的 FIN（{sum}）；这是第二次还是第四次挥手，抓包中看不出来。",
    },
    FIN_ACKED_AGAIN = {
        en = "The {who} repeats its ACK {ack} of the {peer}'s FIN, which had come again.",
        zh = "{peer}的 FIN 再次到达，{who}重发对它的确认 {ack}。",
    },
    RST = {
        en = "The {who} aborts the connection with RST (seq {seq}), without a four-way close; now {who} {me}, {peer} {other}.",
        zh = "{who}以 RST（seq={seq}）中止连接，不再经过四次挥手；{who} {me}，{peer} {other}。",
    },
    RST_LOST = {
        en = "The {who} aborts the connection with RST (seq {seq}); sent but never acknowledged: {unacked}.",
        zh = "{who}以 RST（seq={seq}）中止连接，已发送的数据中有 {unacked}始终未被确认。",
    },
    RST_LAST_ACK = {
        en = "The {who} answers the {peer}'s FIN with RST (seq {seq}) instead of the last ACK: the connection ends here all the same.",
        zh = "{who}没有用最后的 ACK，而是以 RST（seq={seq}）回应{peer}的 FIN：连接到此结束。",
    },
    RST_IGNORED = {
        en = "A RST with seq {seq} where the {peer} expects {next}: it is not obeyed, and the connection goes on.",
        zh = "RST 的序号为 {seq}，而{peer}期望 {next}：该 RST 不被接受，连接继续。",
    },
    RST_WRONG_ACK = {
        en = "A RST of the {who} that does not acknowledge the {peer}'s SYN: it is not obeyed, and the {peer} goes on waiting for an answer.",
        zh = "{who}的 RST 没有确认{peer}的 SYN：不会被接受，{peer}继续等待应答。",
    },
    RST_AFTER_END = {
        en = "RST after both ends are done with the connection; it changes nothing any more.",
        zh = "双方都已结束连接之后的 RST，不再有任何影响。",
    },
    AFTER_END_DATA = {
        en = "The {who} sends {len} on a connection that is already closed.",
        zh = "{who}在已关闭的连接上又发送 {len}。",
    },
    AFTER_END = {
        en = "A segment of the {who} after both ends are done with the connection.",
        zh = "双方结束连接之后{who}的报文段。",
    },
    KEEP_ALIVE = {
        en = "Keep-alive: the {who} repeats the number before its next one ({seq} instead of {next}) to ask whether the {peer} is still there; that is no error.",
        zh = "保活探测：{who}使用下一个序号的前一个（{seq} 而不是 {next}）询问{peer}是否仍在线，这不是错误。",
    },
    KEEP_ALIVE_ANSWER = {
        en = "Answer to the keep-alive: the {who} repeats ack {ack}, so it is still there.",
        zh = "对保活探测的应答：{who}重复 ack={ack}，表明仍然在线。",
    },
    WINDOW_PROBE = {
        en = "Zero-window probe: the {who} asks whether the {peer} has room again.",
        zh = "零窗口探测：{who}询问{peer}是否又有接收空间。",
    },
    ZERO_WINDOW = {
        en = "Zero window: the {who} acknowledges {ack} but has no room for more; the {peer} must wait.",
        zh = "零窗口：{who}确认到 {ack}，但接收缓冲区已满，{peer}必须等待。",
    },
    CHALLENGE = {
        en = "Challenge ACK: the {who} did not accept the last SYN or RST and repeats what it expects, ack {ack}.",
        zh = "挑战 ACK：{who}没有接受刚才的 SYN 或 RST，重申它期望的 ack={ack}。",
    },
    COPY = {
        en = "The same segment captured twice (seq {seq}), as a mirror port does; it is not a retransmission.",
        zh = "同一报文段被抓到两次（seq={seq}，如镜像端口所致），并不是重传。",
    },
    DATA = {
        en = "The {who} sends {len}, seq {seq} to {end}; it expects to be acknowledged with {end}.",
        zh = "{who}发送 {len}，seq 从 {seq} 到 {end}，期望得到确认号 {end}。",
    },
    DATA_ACK = {
        en = "The {who} sends {len}, seq {seq} to {end} (to be acknowledged with {end}), and acknowledges {ack}: {sum}.",
        zh = "{who}发送 {len}，seq 从 {seq} 到 {end}（应以 {end} 确认），并确认 {ack}：{sum}。",
    },
    DATA_HALF_CLOSED = {
        en = "Half-closed: the {peer} has sent its FIN, and the {who} still sends {len}, seq {seq} to {end}.",
        zh = "半关闭：{peer}已发送 FIN，而{who}仍在发送 {len}，seq 从 {seq} 到 {end}。",
    },
    DATA_AFTER_FIN = {
        en = "The {who} sends {len} although its FIN had promised that there is no more.",
        zh = "{who}在 FIN 之后又发送 {len}，违反了 FIN 的约定。",
    },
    DATA_AGAIN = {
        en = "Retransmission: the {who} sends seq {seq} to {end} once more; seq {next} was expected.",
        zh = "重传：{who}再次发送 seq {seq} 到 {end}，而期望的序号是 {next}。",
    },
    DATA_OVERLAP = {
        en = "Overlap: seq {seq} lies below the expected {next}; only what lies above is new.",
        zh = "重叠：seq {seq} 低于期望的 {next}，只有超出部分是新的。",
    },
    OLD_SEGMENT = {
        en = "An older segment of the {who}: seq {seq} lies below the expected {next}, and it carries nothing new.",
        zh = "{who}较早的报文段：seq {seq} 低于期望的 {next}，不含新的内容。",
    },
    DATA_GAP = {
        en = "Gap: the {who} sends seq {seq} where {next} was expected; what lies between is missing or still on its way.",
        zh = "缺口：{who}发送 seq {seq}，而期望 {next}；中间的字节缺失或仍在途中。",
    },
    DATA_UNKNOWN = {
        en = "The {who} sends {len}, seq {seq} to {end}; the capture does not hold what came before.",
        zh = "{who}发送 {len}，seq 从 {seq} 到 {end}；此前的内容不在抓包中。",
    },
    ACK = {
        en = "The {who} acknowledges everything before {ack}: {sum}.",
        zh = "{who}确认 {ack} 之前的全部字节：{sum}。",
    },
    ACK_PLAIN = {
        en = "The {who} acknowledges {ack}, which is everything it has been sent.",
        zh = "{who}确认 {ack}，即迄今收到的全部字节。",
    },
    ACK_LAGGING = {
        en = "The {who} acknowledges {ack}; {short} up to {want} are still unacknowledged.",
        zh = "{who}确认 {ack}；到 {want} 为止还有 {short}未确认。",
    },
    ACK_NOT_FIN = {
        en = "The {who} acknowledges {ack}: this covers data only, not the {peer}'s FIN, which needs {want}, so it is not step 2 of the teardown.",
        zh = "{who}确认 {ack}：只覆盖数据，不含{peer}的 FIN（应为 {want}），因此不是第二次挥手。",
    },
    ACK_DUPLICATE = {
        en = "Duplicate ACK: the {who} asks for {ack} again, so the segment that starts there has not arrived.",
        zh = "重复 ACK：{who}再次要求 {ack}，说明从该序号开始的报文段没有到达。",
    },
    ACK_AHEAD = {
        en = "The {who} acknowledges {ack}, but the capture holds bytes only up to {want}; it lacks {missing}.",
        zh = "{who}确认 {ack}，但抓包只包含到 {want} 的字节：缺少 {missing}。",
    },
    ACK_UNKNOWN = {
        en = "The {who} acknowledges {ack}; the capture does not hold what the {peer} had sent before.",
        zh = "{who}确认 {ack}；{peer}此前发送的内容不在抓包中。",
    },
    NO_ACK = {
        en = "A segment of the {who} without ACK (seq {seq}): on an open connection the {peer} drops it, and it changes nothing.",
        zh = "{who}的报文段没有 ACK 标志（seq={seq}）：连接建立后{peer}会丢弃它，不产生任何影响。",
    },
    OTHER = {
        en = "A segment of the {who} without data or acknowledgement, seq {seq}.",
        zh = "{who}的报文段，既无数据也无确认，seq={seq}。",
    },
}

data.http_sentences = {
    REQUEST = {
        en = "Request {exchange} of this connection: {method} {target}{host}{with}.",
        zh = "本连接的第 {exchange} 个请求：{method} {target}{host}{with}。",
    },
    REQUEST_CUT = {
        en = "Request {exchange} of this connection, {method} {target}{host}, breaks off: {came} came.",
        zh = "本连接的第 {exchange} 个请求 {method} {target}{host} 中途中断：只到了 {came}。",
    },
    ANSWER = {
        en = "{status} answers {request} with {body}; {after}.",
        zh = "{status} 响应 {request}，{body}；{after}。",
    },
    ANSWER_SIMPLE = {
        en = "An answer without a head, as HTTP/0.9 has it, to {request}: {body}, which ends with the connection.",
        zh = "按 HTTP/0.9 没有首部的响应，回应 {request}：{body}，以连接关闭结束。",
    },
    ANSWER_HEAD = {
        en = "{status} answers {request} with the head alone, as HEAD asks; {after}.",
        zh = "{status} 响应 {request}，按 HEAD 的要求只有首部；{after}。",
    },
    ANSWER_CUT = {
        en = "{status} answers {request}, but its body breaks off: {came} came.",
        zh = "{status} 响应 {request}，但消息体中途中断：只到了 {came}。",
    },
    ETAG = {
        en = "{status} answers {request}: If-None-Match holds the ETag {detail}, so the client's copy is still good and no body is sent; {after}.",
        zh = "{status} 响应 {request}：If-None-Match 与 ETag {detail} 相符，客户端的缓存仍然有效，不发送消息体；{after}。",
    },
    ETAG_ALONE = {
        en = "{status} answers {request}: the server still has what If-None-Match names, {detail}, so the client's copy is good and no body is sent; {after}.",
        zh = "{status} 响应 {request}：服务器资源仍与 If-None-Match {detail} 相符，客户端的缓存有效，不发送消息体；{after}。",
    },
    MODIFIED = {
        en = "{status} answers {request}: Last-Modified equals If-Modified-Since, {detail}, so the client's copy is still good and no body is sent; {after}.",
        zh = "{status} 响应 {request}：Last-Modified 与 If-Modified-Since 相同（{detail}），客户端的缓存仍然有效，不发送消息体；{after}。",
    },
    MODIFIED_ALONE = {
        en = "{status} answers {request}: nothing has changed since If-Modified-Since, {detail}, so the client's copy is still good and no body is sent; {after}.",
        zh = "{status} 响应 {request}：自 If-Modified-Since（{detail}）以来没有变化，客户端的缓存仍然有效，不发送消息体；{after}。",
    },
    NOT_MODIFIED = {
        en = "{status} answers {request} without a body: the client is to use its own copy, but the capture shows no validator that matches; {after}.",
        zh = "{status} 响应 {request}，没有消息体：客户端应使用自己的缓存，但抓包中没有相符的验证字段；{after}。",
    },
    PARTIAL = {
        en = "{status} answers {request} with {body}, the part {detail}; {after}.",
        zh = "{status} 响应 {request}，{body}，即其中的 {detail} 部分；{after}。",
    },
    PARTIAL_PARTS = {
        en = "{status} answers {request} with {body} in which several parts follow one another; {after}.",
        zh = "{status} 响应 {request}，{body}，其中依次包含多个部分；{after}。",
    },
    REDIRECT = {
        en = "{status} answers {request}: the client is to ask for {detail} instead; {after}.",
        zh = "{status} 响应 {request}：客户端应改为请求 {detail}；{after}。",
    },
    SWITCHING = {
        en = "{status} answers {request}: behind this head the connection speaks {protocol}.",
        zh = "{status} 响应 {request}：此首部之后连接改用 {protocol}。",
    },
    TUNNEL = {
        en = "{status} answers {request}: behind this head the connection is a tunnel to that host.",
        zh = "{status} 响应 {request}：此首部之后连接成为通往该主机的隧道。",
    },
    CLIENT_ERROR = {
        en = "{status} answers {request}: the server will not do what the request asks; it sends {body}; {after}.",
        zh = "{status} 响应 {request}：服务器不予处理该请求；{body}；{after}。",
    },
    SERVER_ERROR = {
        en = "{status} answers {request}: the server failed at it; it sends {body}; {after}.",
        zh = "{status} 响应 {request}：服务器处理失败；{body}；{after}。",
    },
    CONTINUE = {
        en = "{status}: the server has seen the head of {request} and asks for its body.",
        zh = "{status}：服务器已收到 {request} 的首部，请客户端发送消息体。",
    },
    HINTS = {
        en = "{status}: the server names in advance what the answer to {request} will need; the final response is still to come.",
        zh = "{status}：服务器提前告知 {request} 的响应所需的资源，最终响应尚未到来。",
    },
    INTERIM = {
        en = "{status}: an interim response to {request}; the final one is still to come.",
        zh = "{status}：对 {request} 的临时响应，最终响应尚未到来。",
    },
    UPGRADED = {
        en = "The first frame of {protocol}, to which exchange {exchange} switched the connection.",
        zh = "第 {exchange} 次交换切换协议之后的第一帧：{protocol}。",
    },
    TUNNELLED = {
        en = "The first frame inside the tunnel that exchange {exchange} opened.",
        zh = "第 {exchange} 次交换建立隧道之后的第一帧。",
    },
    ORPHAN = {
        en = "{status}, a response without a request in the capture that it could answer, with {body}; {after}.",
        zh = "{status}，抓包中没有它所响应的请求，{body}；{after}。",
    },
    ORPHAN_TIMEOUT = {
        en = "{status}: the server has waited for a request, and none came; {after}.",
        zh = "{status}：服务器一直在等待请求，但没有收到；{after}。",
    },
}

return data
