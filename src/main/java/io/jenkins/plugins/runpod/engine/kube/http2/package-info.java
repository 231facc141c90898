/**
 * Streams over few HTTP/2 connections (RFC 9113). HttpCore has the I/O threads, TLS and HPACK. The protocol of a connection is ours:
 * that of HttpCore 5.4 resets no stream that is silent, closes a connection over late data of a stream that was reset, and does not
 * tell the streams that a GOAWAY left out.
 */
package io.jenkins.plugins.runpod.engine.kube.http2;
