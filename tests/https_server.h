/* A publisher for tests: an HTTPS server on 127.0.0.1 in a child process, with a certificate made for the occasion.
 *
 * Each path of PAGES answers in its own way, one connection at a time. The server ends by process id. Header only:
 * each test that includes it has a server of its own. */
#ifndef PL_TESTS_HTTPS_SERVER_H
#define PL_TESTS_HTTPS_SERVER_H

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct https_server {
    pid_t pid;
    int port;
    char ca[64]; /* the certificate, PEM */
};

#define LIST_TEXT "<CONSOLIDATED_LIST/>\n"

/* path, head and body; %d in the head is the port; without a body it never ends */
static const struct {
    const char *path, *head, *body;
} PAGES[] = {
    {"/list", "200 OK\r\nETag: \"v1\"\r\nLast-Modified: Sat, 21 Nov 2026 10:00:00 GMT\r\nContent-Length: 21\r\n",
     LIST_TEXT},
    {"/other", "200 OK\r\nContent-Length: 6\r\n", "other\n"},
    {"/tag", "200 OK\r\nETag: a\001b\r\nContent-Length: 2\r\n", "x\n"},
    {"/moved", "302 Found\r\nETag: \"wrong\"\r\nLocation: https://localhost:%d/list\r\nContent-Length: 5\r\n", "moved"},
    {"/plain", "302 Found\r\nLocation: http://localhost:%d/list\r\nContent-Length: 0\r\n", ""},
    {"/file", "302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n", ""},
    {"/loop", "302 Found\r\nLocation: https://localhost:%d/loop\r\nContent-Length: 0\r\n", ""},
    {"/short", "200 OK\r\nContent-Length: 1000\r\n", "only this"},
    {"/empty", "200 OK\r\nContent-Length: 0\r\n", ""},
    {"/endless", "200 OK\r\n", NULL},
    {"/gone", "404 Not Found\r\nContent-Length: 4\r\n", "gone"},
    {"/lost", "404 Not Found\r\n", NULL},
    {"/leave", "302 Found\r\nLocation: https://localhost:%d/list\r\nTransfer-Encoding: chunked\r\n", NULL},
    {"/same", "304 Not Modified\r\n", ""},
    {"/part", "206 Partial Content\r\nContent-Length: 4\r\n", "part"},
};

static EVP_PKEY *make_key(void) { return EVP_EC_gen("P-256"); }

static X509 *make_certificate(EVP_PKEY *key) {
    X509 *x = X509_new();
    X509_NAME *name = X509_get_subject_name(x);
    X509V3_CTX ctx;
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -86400);
    X509_gmtime_adj(X509_getm_notAfter(x), 86400);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1, -1, 0);
    X509_set_issuer_name(x, name);
    X509_set_pubkey(x, key);
    X509V3_set_ctx(&ctx, x, x, NULL, NULL, 0);
    X509_EXTENSION *names = X509V3_EXT_conf_nid(NULL, &ctx, NID_subject_alt_name, "DNS:localhost");
    X509_add_ext(x, names, -1);
    X509_EXTENSION_free(names);
    X509_sign(x, key, EVP_sha256());
    return x;
}

static void answer(SSL *ssl, int port) {
    char request[8192];
    char head[1024];
    int n = SSL_read(ssl, request, (int)sizeof request - 1);
    if (n <= 0) {
        return;
    }
    request[n] = '\0';
    for (size_t i = 0; i < sizeof PAGES / sizeof PAGES[0]; i++) {
        size_t length = strlen(PAGES[i].path);
        if (strncmp(request + 4, PAGES[i].path, length) != 0 || request[4 + length] != ' ') {
            continue;
        }
        if (i == 0 && strstr(request, "If-None-Match: \"v1\"") != NULL) {
            static const char SAME[] = "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nConnection: close\r\n\r\n";
            SSL_write(ssl, SAME, (int)sizeof SAME - 1);
            return;
        }
        n = snprintf(head, sizeof head, "HTTP/1.1 ");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
        n += snprintf(head + n, sizeof head - (size_t)n, PAGES[i].head, port);
#pragma GCC diagnostic pop
        bool chunked = strstr(head, "chunked") != NULL;
        n += snprintf(head + n, sizeof head - (size_t)n, "%s\r\n", chunked ? "" : "Connection: close\r\n");
        SSL_write(ssl, head, n);
        if (PAGES[i].body != NULL && PAGES[i].body[0] != '\0') {
            SSL_write(ssl, PAGES[i].body, (int)strlen(PAGES[i].body));
        }
        if (chunked) {
            n = snprintf(head, sizeof head, "200\r\n%512d\r\n", 0);
        }
        while (PAGES[i].body == NULL && SSL_write(ssl, head, n) > 0) {
        }
        return;
    }
}

static void serve(int listener, int port, EVP_PKEY *key, X509 *certificate) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(ctx, certificate);
    SSL_CTX_use_PrivateKey(ctx, key);
    signal(SIGPIPE, SIG_IGN);
    alarm(900); /* should the test die without a word */
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        SSL *ssl = SSL_new(ctx);
        SSL_set_fd(ssl, fd);
        if (SSL_accept(ssl) == 1) {
            answer(ssl, port);
            SSL_shutdown(ssl);
        }
        SSL_free(ssl);
        close(fd);
    }
}

/* 0, or -1 where no server can be had. */
static int https_server_start(struct https_server *server) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&at, sizeof at) != 0 || listen(listener, 8) != 0 ||
        getsockname(listener, (struct sockaddr *)&at, &n) != 0) {
        return -1;
    }
    EVP_PKEY *key = make_key();
    X509 *certificate = make_certificate(key);
    snprintf(server->ca, sizeof server->ca, "/tmp/plimsoll-ca.XXXXXX");
    int fd = mkstemp(server->ca);
    FILE *pem = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (pem == NULL || PEM_write_X509(pem, certificate) != 1 || fclose(pem) != 0) {
        return -1;
    }
    server->port = ntohs(at.sin_port);
    server->pid = fork();
    if (server->pid == 0) {
        serve(listener, server->port, key, certificate);
        _exit(0);
    }
    close(listener);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return server->pid > 0 ? 0 : -1;
}

static void https_server_stop(struct https_server *server) {
    kill(server->pid, SIGKILL);
    waitpid(server->pid, NULL, 0);
    unlink(server->ca);
}

#endif
