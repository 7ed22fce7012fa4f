#define WINDOWS_IMPLEMENTATION
#include "posix.h"

#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <wincrypt.h>

void
win_roots(void (*add)(void *ctx, const unsigned char *der, size_t n),
    void *ctx)
{
	HCERTSTORE store = CertOpenSystemStoreW(0, L"ROOT");
	const CERT_CONTEXT *c = NULL;

	if (!store)
		return;
	while ((c = CertEnumCertificatesInStore(store, c)) != NULL)
		add(ctx, c->pbCertEncoded, c->cbCertEncoded);
	CertCloseStore(store, 0);
}
